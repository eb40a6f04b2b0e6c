import { type ReactNode, useId, useState } from 'react'
import { Problem } from '../../core/problem'
import { type Claims, clean, readClaims } from '../../core/token'
import { createApi } from '../../edges/api'
import { usePreferences } from '../preferences'

export interface SignedIn {
  /** Null on an installation that asks for none. */
  readonly token: string | null
  readonly claims: Claims
}

interface Props {
  readonly onSignIn: (signedIn: SignedIn) => void
  /** Why these claims will not do, or null. */
  readonly objection?: (claims: Claims) => string | null
  readonly children?: ReactNode
}

/** Takes a token that the server accepts; nothing else gets in. */
export function TokenForm({ onSignIn, objection, children }: Props) {
  const { t } = usePreferences()
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()

  async function submit() {
    const token = clean(pasted)
    const claims = readClaims(token)
    if (!claims) return setError(t.signIn.malformed)
    if (claims.expiresAt <= Date.now()) return setError(t.signIn.expired)
    const why = objection?.(claims)
    if (why) return setError(why)
    setBusy(true)
    try {
      await createApi(() => token).listWorkspaces()
      onSignIn({ token, claims })
    } catch (failure) {
      const kind = failure instanceof Problem ? failure.kind : 'unavailable'
      setError(kind === 'denied' ? t.signIn.denied : t.problems[kind])
      setBusy(false)
    }
  }

  return (
    <form
      className="token-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <label htmlFor={id}>{t.signIn.token}</label>
      <textarea
        id={id}
        className="token-input"
        rows={4}
        value={pasted}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== ''}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={(event) => {
          setPasted(event.target.value)
          setError('')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
            event.preventDefault()
            void submit()
          }
        }}
      />
      <p id={`${id}-error`} className="field-error" role="alert">
        {error}
      </p>
      <p id={`${id}-hint`} className="hint">
        {t.signIn.hint}
      </p>
      <div className="actions">
        <button type="submit" className="primary-button" disabled={isBusy}>
          {t.signIn.submit}
        </button>
        {children}
      </div>
    </form>
  )
}
