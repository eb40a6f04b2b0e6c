import { usePreferences } from '../preferences'
import { initialsOf, type Named } from './people'

const MOST = 4

/** Who else is here. */
export function Visitors({ all }: { all: readonly Named[] }) {
  const { t } = usePreferences()
  if (all.length === 0) return null
  return (
    <ul className="visitors" aria-label={t.studio.people(all.length)}>
      {all.slice(0, all.length > MOST ? MOST - 1 : MOST).map(({ id, name, tint }) => (
        <li key={id} className={`visitor tint-${tint}`} title={name}>
          <span aria-hidden="true">{initialsOf(name)}</span>
          <span className="unseen">{name}</span>
        </li>
      ))}
      {all.length > MOST && <li className="visitor is-more">+{all.length - MOST + 1}</li>}
    </ul>
  )
}
