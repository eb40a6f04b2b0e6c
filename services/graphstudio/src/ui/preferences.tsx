import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { keepPreference, readPreference } from '../edges/storage'
import { type Language, LANGUAGES, MESSAGES, type Messages, preferred, TAGS } from '../i18n'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

interface Preferences {
  readonly t: Messages
  readonly language: Language
  readonly theme: Theme
  setLanguage(language: Language): void
  setTheme(theme: Theme): void
}

const Context = createContext<Preferences | null>(null)

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  const [theme, setTheme] = useState(firstTheme)

  useEffect(() => {
    document.documentElement.lang = TAGS[language]
  }, [language])
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])

  const value = useMemo(
    () => ({
      t: MESSAGES[language],
      language,
      theme,
      setLanguage(chosen: Language) {
        keepPreference('language', chosen)
        setLanguage(chosen)
      },
      setTheme(chosen: Theme) {
        keepPreference('theme', chosen)
        setTheme(chosen)
      },
    }),
    [language, theme],
  )
  return <Context value={value}>{children}</Context>
}

export function usePreferences(): Preferences {
  const preferences = useContext(Context)
  if (!preferences) throw new Error('usePreferences needs a PreferencesProvider above it')
  return preferences
}

function firstLanguage(): Language {
  const kept = readPreference('language')
  return kept && Object.hasOwn(LANGUAGES, kept) ? (kept as Language) : preferred(navigator.languages)
}

function firstTheme(): Theme {
  const kept = readPreference('theme')
  return THEMES.find((theme) => theme === kept) ?? 'auto'
}
