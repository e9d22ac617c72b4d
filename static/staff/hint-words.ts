import { words } from '../common/words'
import type { DismissReason } from './wire'

export const h = words({
  zh: {
    hint: (what: string) => `系统提示：${what}。请你判断。`,
    mentioned: (what: string) => `提到了${what}`,
    negated: (what: string) => `否认：${what}`,
    past: (what: string) => `说的是过去：${what}`,
    hypothetical: (what: string) => `假设：${what}`,
    quoted: (what: string) => `引用：${what}`,
    other: (what: string) => `说的是别人，${what}`,
    how: (what: string) => `（${what}）`,
    window: '连着前面几句看',
    model: '看整句的意思',
    said_earlier: '前面说过',
    answered: '在回答上一个问题',
    split: '分几句写的',
    evasion: '换了写法',
    unsure: '这样的话常常是随口说的',
    professional: '像在问专业问题',
    join: '；',
    notIt: '不是这个意思',
    change: '改原因',
    which: '哪一条不是',
    why: '为什么不是（点一个就收起，等级不变）',
    whatElse: '是什么原因（可不写）',
    dismiss: '收起这条提示',
    dismissing: '正在收起…',
    gone: '提示收起了，等级不变。',
    dismissed: (quote: string, category: string, who: string, why: string, time: string) =>
      `${quote ? `「${quote}」` : ''}${category}：${who} ${time} 收起，原因：${why}。等级不变。`,
    figurative: '夸张的说法',
    quotedWhy: '在引用别人的话',
    fiction: '游戏、小说或歌词',
    someone_else: '说的是别人',
    pastWhy: '说的是过去',
    misread: '系统看错了',
    otherWhy: '别的原因',
  },
  en: {
    hint: (what: string) => `System hint: ${what}. You decide.`,
    mentioned: (what: string) => `mentioned ${what}`,
    negated: (what: string) => `denied: ${what}`,
    past: (what: string) => `about the past: ${what}`,
    hypothetical: (what: string) => `supposing: ${what}`,
    quoted: (what: string) => `quoting: ${what}`,
    other: (what: string) => `about someone else, ${what}`,
    how: (what: string) => ` (${what})`,
    window: 'read with the lines before',
    model: 'from the whole line',
    said_earlier: 'said earlier',
    answered: 'answering the question before',
    split: 'written in pieces',
    evasion: 'in a disguised spelling',
    unsure: 'words that are often harmless',
    professional: 'maybe a professional question',
    join: '; ',
    notIt: 'This was not it',
    change: 'Change reason',
    which: 'Which one was not',
    why: 'Why not (one press puts it away; the level stays)',
    whatElse: 'What was it (optional)',
    dismiss: 'Put this hint away',
    dismissing: 'Putting away…',
    gone: 'The hint is put away; the level stays.',
    dismissed: (quote: string, category: string, who: string, why: string, time: string) =>
      `${quote ? `“${quote}” ` : ''}${category}: put away by ${who} at ${time}, because: ${why}. The level stays.`,
    figurative: 'a manner of speaking',
    quotedWhy: 'quoting somebody',
    fiction: 'a game, a story or a song',
    someone_else: 'about someone else',
    pastWhy: 'about the past',
    misread: 'the system misread it',
    otherWhy: 'another reason',
  },
})

export const reasons: DismissReason[] = ['figurative', 'fiction', 'quoted', 'someone_else', 'past', 'misread', 'other']

const special = { quoted: 'quotedWhy', past: 'pastWhy', other: 'otherWhy' } as const

export function reasonWord(reason: DismissReason): string {
  return reason === 'quoted' || reason === 'past' || reason === 'other' ? h()[special[reason]] : (h()[reason] ?? reason)
}
