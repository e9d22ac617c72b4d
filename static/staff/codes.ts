import { words } from '../common/words'

const categories = words({
  zh: {
    suicide_ideation: '想死的念头',
    passive_ideation: '不想活着的想法',
    plan: '计划或时间',
    time: '时间',
    means: '手段',
    attempt: '正在或刚刚做',
    farewell: '告别',
    self_harm: '自伤',
    abuse: '受到伤害',
    violence: '伤害别人',
    psychosis: '听到或看到别人没有的',
    hopeless: '看不到希望',
    runaway: '离家',
    medical: '身体急症',
  },
  en: {
    suicide_ideation: 'thoughts of suicide',
    passive_ideation: 'not wanting to live',
    plan: 'plan or time',
    time: 'time',
    means: 'means',
    attempt: 'attempt now or just before',
    farewell: 'farewell',
    self_harm: 'self-harm',
    abuse: 'being harmed',
    violence: 'harm to others',
    psychosis: 'hearing or seeing things',
    hopeless: 'hopelessness',
    runaway: 'away from home',
    medical: 'medical emergency',
  },
})

const notes = words({
  zh: {
    answered: (who: string) => `${who} 接通了`,
    colleague: () => '原来的同事断线了，正在转给下一位',
    handed_over: (who: string) => `移交给了 ${who}`,
    taken_over: (who: string) => `${who} 接过了这段对话`,
    ended_by_staff: () => '我们这边结束了对话',
    ended_by_student: () => '来访结束了对话',
    nobody_on_shift: () => '告诉来访：现在没有人在班，并给了 12356、110、120',
    longer_wait: () => '告诉来访：要比刚才说的久',
    lost_contact: () => '与来访失去联系',
  },
  en: {
    answered: (who: string) => `${who} answered`,
    colleague: () => 'The person before lost the connection; passing to the next',
    handed_over: (who: string) => `Handed over to ${who}`,
    taken_over: (who: string) => `${who} took this conversation over`,
    ended_by_staff: () => 'We ended the conversation',
    ended_by_student: () => 'The student ended the conversation',
    nobody_on_shift: () => 'Told the student that nobody is on shift, with 12356, 110, 120',
    longer_wait: () => 'Told the student it takes longer',
    lost_contact: () => 'Lost contact with the student',
  },
})

function of<T extends object>(table: T, key: string): T[keyof T] | undefined {
  return Object.prototype.hasOwnProperty.call(table, key) ? table[key as keyof T] : undefined
}

export const categoryWord = (code: string): string => of(categories(), code) ?? code.replace(/_/g, ' ')

export const noteWord = (code: string, who: string): string => of(notes(), code)?.(who) ?? code.replace(/_/g, ' ')
