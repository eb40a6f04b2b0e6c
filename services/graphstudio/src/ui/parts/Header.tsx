import type { ReactNode } from 'react'
import type { Person } from '../../core/person'
import { type Language, LANGUAGES } from '../../i18n'
import { type Theme, THEMES, usePreferences } from '../preferences'
import { Mark } from './Icon'
import { Menu, MenuItem } from './Menu'

interface Props {
  readonly account?: Account | undefined
  readonly children?: ReactNode
  /** More for the menu, above what is always there. */
  readonly items?: ReactNode
  readonly end?: ReactNode
}

export interface Account {
  readonly person: Person
  /** Null where nobody has to sign in. */
  readonly onSignOut: (() => void) | null
}

/** One row on every screen; what has no room in it is in its menu. */
export function Header({ account, children, items, end }: Props) {
  const { t } = usePreferences()
  return (
    <header className="header">
      <div className="header-start">{children ?? <Brand />}</div>
      <div className="header-end">
        {end}
        <Menu icon="more" label={t.menu}>
          {account && (
            <p className="menu-account">
              <strong>{account.person.user}</strong>
              <span>
                {t.account.of(account.person.tenant)} · {t.account.roles[account.person.role]}
              </span>
            </p>
          )}
          {items}
          <Switches />
          {account?.onSignOut && <MenuItem onChoose={account.onSignOut}>{t.account.signOut}</MenuItem>}
        </Menu>
      </div>
    </header>
  )
}

function Brand() {
  return (
    <span className="brand">
      <Mark />
      Nexus
    </span>
  )
}

function Switches() {
  const { t, language, setLanguage, theme, setTheme } = usePreferences()
  return (
    <div className="switches">
      <label>
        {t.language}
        <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
          {Object.entries(LANGUAGES).map(([tag, name]) => (
            <option key={tag} value={tag} lang={tag}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.theme}
        <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
          {THEMES.map((one) => (
            <option key={one} value={one}>
              {t.themes[one]}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}
