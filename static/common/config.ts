export interface LineConfig {
  exit_url: string
  demo: boolean
}

function load(): LineConfig {
  const config: LineConfig = { exit_url: 'https://www.weather.com.cn/', demo: false }
  const meta = document.querySelector('meta[name="line-config"]')
  try {
    const given = JSON.parse((meta && meta.getAttribute('content')) || '{}')
    if (typeof given.exit_url === 'string' && /^https?:\/\//.test(given.exit_url)) config.exit_url = given.exit_url
    config.demo = given.demo === true
  } catch {
    return config
  }
  return config
}

export const config = load()
