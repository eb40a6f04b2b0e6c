/** The page's languages. `Messages` is the type of all: one that lacks a message does not compile. */

import { en, type Messages } from './en'
import { zh } from './zh'

export type { Messages }

export const LANGUAGES = { en: 'English', zh: '中文' } as const
export type Language = keyof typeof LANGUAGES

export const TAGS: Record<Language, string> = { en: 'en', zh: 'zh-Hans' }
export const MESSAGES: Record<Language, Messages> = { en, zh }

/** The first of the browser's languages that the page speaks; English where it speaks none. */
export function preferred(languages: readonly string[]): Language {
  for (const tag of languages) {
    const found = (Object.keys(LANGUAGES) as Language[]).find((one) => tag.toLowerCase().split('-')[0] === one)
    if (found) return found
  }
  return 'en'
}

/** How numbers and dates are written: as the browser has it, where it speaks the language of the page. */
export function localeOf(language: Language, languages: readonly string[]): string {
  return languages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? TAGS[language]
}

/** How long ago, in words. */
export function ago(language: Language, then: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(TAGS[language], { numeric: 'auto' })
  const seconds = Math.round((then - now) / 1000)
  for (const [unit, size] of [['day', 86_400], ['hour', 3600], ['minute', 60]] as const) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return format.format(Math.min(0, seconds), 'second')
}
