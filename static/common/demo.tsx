import { config } from './config'
import { words } from './words'

const w = words({
  zh: { demo: '演示环境，没有真人值守' },
  en: { demo: 'Demo: nobody is on duty here' },
})

export function Demo() {
  return config.demo ? <p class="demo">{w().demo}</p> : null
}
