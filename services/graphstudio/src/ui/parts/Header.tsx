import type { ReactNode } from 'react'
import type { Claims } from '../../core/token'
import { type Language, LANGUAGES } from '../../i18n'
import { type Theme, THEMES, usePreferences } from '../preferences'
import { Mark } from './Icon'

export function Header({ children, account }: { children?: ReactNode; account?: ReactNode }) {
  return (
    <header className="header">
      <div className="header-start">{children ?? <Brand />}</div>
      <div className="header-end">
        {account}
        <Switches />
      </div>
    </header>
  )
}

export function Brand() {
  return (
    <span className="brand">
      <Mark />
      Nexus
    </span>
  )
}

export function Account({ claims, onSignOut }: { claims: Claims; onSignOut: () => void }) {
  const { t } = usePreferences()
  return (
    <div className="account">
      <span className="account-name">
        <strong>{claims.user}</strong> {t.account.of(claims.tenant)}
      </span>
      <button type="button" className="quiet-button" onClick={onSignOut}>
        {t.account.signOut}
      </button>
    </div>
  )
}

function Switches() {
  const { t, language, setLanguage, theme, setTheme } = usePreferences()
  return (
    <div className="switches">
      <select
        aria-label={t.language}
        value={language}
        onChange={(event) => setLanguage(event.target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
      <select aria-label={t.theme} value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {t.themes[one]}
          </option>
        ))}
      </select>
    </div>
  )
}
