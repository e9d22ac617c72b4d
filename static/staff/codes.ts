import { words } from '../common/words'

/** Nouns that stand in a sentence: what was said, never what somebody has. */
const categories = words({
  zh: {
    passive_wish: '不想活着',
    ideation: '想死的念头',
    plan: '打算、时间或地点',
    means: '办法',
    attempt: '正在伤害自己，或刚做过',
    farewell: '告别',
    self_injury: '弄伤自己',
    bullying: '被欺负',
    sexual_abuse: '被性侵害或骚扰',
    home_violence: '在家里被伤害',
    violence: '想伤害别人',
    psychosis: '听到或看到别人没有的',
    runaway: '离家在外',
    eating: '吃东西上的困难',
    substance: '酒或药物',
    pregnancy: '可能怀孕',
    exam_stress: '考试的压力',
    hopelessness: '看不到希望',
    bereavement: '有人去世',
  },
  en: {
    passive_wish: 'not wanting to live',
    ideation: 'thoughts of suicide',
    plan: 'a plan, a time or a place',
    means: 'a method',
    attempt: 'an attempt, now or just before',
    farewell: 'a farewell',
    self_injury: 'hurting themself',
    bullying: 'being bullied',
    sexual_abuse: 'sexual abuse or harassment',
    home_violence: 'being hurt at home',
    violence: 'wanting to hurt others',
    psychosis: 'hearing or seeing what others do not',
    runaway: 'being away from home',
    eating: 'trouble with eating',
    substance: 'alcohol or drugs',
    pregnancy: 'a possible pregnancy',
    exam_stress: 'exam pressure',
    hopelessness: 'seeing no hope',
    bereavement: "somebody's death",
  },
})

const flags = words({
  zh: {
    protect: '可能有人在伤害 TA',
    guardian_suspected: '伤害 TA 的可能是家里人，联系家里之前先问督导',
    school_suspected: '伤害 TA 的可能是学校的人，联系学校之前先问督导',
    medical: '身体可能有急症',
    violence: '可能伤害别人',
    psychosis: '听到或看到别人没有的',
    runaway: '可能离家在外',
    interpreter_needed: '可能要会 TA 那种话的人',
    someone_else: '说的可能是别人',
  },
  en: {
    protect: 'somebody may be harming them',
    guardian_suspected: 'it may be family who harms them: ask a supervisor before anyone calls home',
    school_suspected: 'it may be school staff who harms them: ask a supervisor before anyone calls the school',
    medical: 'their body may be in danger',
    violence: 'somebody else may get hurt',
    psychosis: 'hears or sees what others do not',
    runaway: 'may be away from home',
    interpreter_needed: 'may need somebody who speaks their language',
    someone_else: 'may be about someone else',
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

export const flagWord = (code: string): string => of(flags(), code) ?? code.replace(/_/g, ' ')

export const noteWord = (code: string, who: string): string => of(notes(), code)?.(who) ?? code.replace(/_/g, ' ')
