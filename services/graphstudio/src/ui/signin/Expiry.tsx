import { useEffect, useState } from 'react'
import type { Person } from '../../core/person'
import { Dialog } from '../parts/Dialog'
import { usePreferences } from '../preferences'
import { TokenForm } from './TokenForm'

const MINUTE = 60_000
const WARN_BEFORE = 5 * MINUTE

interface Props {
  readonly person: Person
  /** Whether the user signed in at the issuer. */
  readonly isAtIssuer: boolean
  readonly hasEnded: boolean
  /** Whether the session renews itself. */
  readonly renewsItself: boolean
  readonly onIssuer: () => void
  readonly onToken: (token: string) => Promise<void>
  readonly onSignOut: () => void
}

/** Warns before the session ends, and asks to sign in again when it has; the page below stays as it is. */
export function Expiry({ person, isAtIssuer, hasEnded, renewsItself, onIssuer, onToken, onSignOut }: Props) {
  const { t } = usePreferences()
  const left = useTimeLeft(person.expiresAt)
  const [isRenewing, setRenewing] = useState(false)
  useEffect(() => setRenewing(false), [person])

  const isOver = hasEnded || (left <= 0 && !renewsItself)
  if (isOver || isRenewing) {
    const signOut = (
      <button type="button" className="quiet-button" onClick={onSignOut}>
        {t.account.signOut}
      </button>
    )
    return (
      <Dialog title={isOver ? t.account.renewTitle : t.account.renew} {...(isOver ? {} : { onClose: () => setRenewing(false) })}>
        {isAtIssuer ? (
          <>
            <p>{t.account.againLead}</p>
            <div className="actions">
              <button type="button" className="primary-button" onClick={onIssuer}>
                {t.account.again}
              </button>
              {signOut}
            </div>
          </>
        ) : (
          <>
            <p>{t.account.renewLead}</p>
            <TokenForm onToken={onToken}>{signOut}</TokenForm>
          </>
        )}
      </Dialog>
    )
  }
  if (left > WARN_BEFORE || renewsItself) return null
  return (
    <div className="banner" role="status">
      <p>{t.account.expiresSoon(Math.max(1, Math.ceil(left / MINUTE)))}</p>
      <button type="button" className="quiet-button" onClick={() => setRenewing(true)}>
        {t.account.renew}
      </button>
    </div>
  )
}

function useTimeLeft(end: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [end])
  return end - now
}
