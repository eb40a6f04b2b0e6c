import { type ReactNode, useId, useState } from 'react'
import { cleanToken, looksLikeToken } from '../../core/person'
import { Problem } from '../../core/problem'
import { usePreferences } from '../preferences'
import { OtherPersonError } from './useAccess'

interface Props {
  readonly onToken: (token: string) => Promise<void>
  readonly children?: ReactNode
}

/** Takes a token that the server accepts; nothing else gets in. */
export function TokenForm({ onToken, children }: Props) {
  const { t } = usePreferences()
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState('')
  const [isBusy, setBusy] = useState(false)
  const id = useId()

  async function submit() {
    const token = cleanToken(pasted)
    if (!looksLikeToken(token)) return setError(t.signIn.malformed)
    setBusy(true)
    try {
      await onToken(token)
    } catch (failure) {
      const kind = failure instanceof Problem ? failure.kind : 'unavailable'
      setError(failure instanceof OtherPersonError ? t.account.otherUser : kind === 'denied' ? t.signIn.denied : t.problems[kind])
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
      <input
        id={id}
        type="password"
        value={pasted}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={error !== ''}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={(event) => {
          setPasted(event.target.value)
          setError('')
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
