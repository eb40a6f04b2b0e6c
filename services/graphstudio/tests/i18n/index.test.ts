import { expect, it } from 'vitest'
import { ago, localeOf, preferred } from '../../src/i18n'

it.each([
  [['zh-CN', 'en'], 'zh'],
  [['de', 'zh-Hans-SG'], 'zh'],
  [['de-DE', 'en-GB'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
] as const)('a browser that prefers %j is spoken to in %s', (languages, expected) => {
  expect(preferred(languages)).toBe(expected)
})

it('times are told in the user’s language, and never lie in the future', () => {
  const now = 1_000_000_000
  expect(ago('en', now - 3 * 3_600_000, now)).toBe('3 hours ago')
  expect(ago('zh', now - 3 * 3_600_000, now)).toBe('3小时前')
  expect(ago('en', now + 800, now)).toBe('now')
})

it('dates are written as the browser has it, where it speaks the language of the page', () => {
  expect(localeOf('en', ['de', 'en-GB', 'en-US'])).toBe('en-GB')
  expect(localeOf('zh', ['en-GB'])).toBe('zh-Hans')
})
