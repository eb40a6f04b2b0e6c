import { useEffect, useState } from 'react'
import type { Claims } from '../../core/token'
import { Dialog } from '../parts/Dialog'
import { usePreferences } from '../preferences'
import { type SignedIn, TokenForm } from './TokenForm'

const MINUTE = 60_000
const WARN_BEFORE = 5 * MINUTE

interface Props {
  readonly claims: Claims
  readonly isDenied: boolean
  readonly onRenew: (signedIn: SignedIn) => void
  readonly onSignOut: () => void
}

/** Warns before the token ends, and asks for another one when it has; the page below stays as it is. */
export function Expiry({ claims, isDenied, onRenew, onSignOut }: Props) {
  const { t } = usePreferences()
  const left = useTimeLeft(claims.expiresAt)
  const [isRenewing, setRenewing] = useState(false)

  useEffect(() => setRenewing(false), [claims])

  if (isDenied || left <= 0 || isRenewing) {
    return (
      <Dialog
        title={isRenewing && left > 0 ? t.account.renew : t.account.renewTitle}
        {...(isRenewing && left > 0 ? { onClose: () => setRenewing(false) } : {})}
      >
        <p>{t.account.renewLead}</p>
        <TokenForm
          onSignIn={onRenew}
          objection={(next) =>
            next.user === claims.user && next.tenant === claims.tenant ? null : t.account.otherUser
          }
        >
          <button type="button" className="quiet-button" onClick={onSignOut}>
            {t.account.signOut}
          </button>
        </TokenForm>
      </Dialog>
    )
  }
  if (left > WARN_BEFORE) return null
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
