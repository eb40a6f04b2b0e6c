import { type Capabilities, offers, oidcWay } from '../../core/capabilities'
import { Header } from '../parts/Header'
import { Mark } from '../parts/Icon'
import { usePreferences } from '../preferences'
import { TokenForm } from './TokenForm'
import type { Refusal } from './useAccess'

interface Props {
  readonly capabilities: Capabilities
  readonly refusal: Refusal | null
  readonly onIssuer: () => void
  readonly onToken: (token: string) => Promise<void>
}

/** The ways in that this installation has, and no other. */
export function SignIn({ capabilities, refusal, onIssuer, onToken }: Props) {
  const { t } = usePreferences()
  const way = oidcWay(capabilities)
  const takesTokens = offers(capabilities, 'token')
  return (
    <div className="page">
      <Header />
      <main className="sign-in">
        <span className="sign-in-mark">
          <Mark />
        </span>
        <h1>{t.signIn.title}</h1>
        <p className="lead">{t.signIn.lead}</p>
        {refusal && (
          <p className="trouble" role="alert">
            {refusal === 'noRole' ? t.problems.noRole : t.signIn[refusal]}
          </p>
        )}
        {way && (
          <>
            <button type="button" className="primary-button is-large" onClick={onIssuer}>
              {t.signIn.with}
            </button>
            <p className="hint">{t.signIn.at(new URL(way.issuer).host)}</p>
          </>
        )}
        {takesTokens && way && (
          <details className="other-way">
            <summary>{t.signIn.otherWay}</summary>
            <TokenForm onToken={onToken} />
          </details>
        )}
        {takesTokens && !way && <TokenForm onToken={onToken} />}
      </main>
    </div>
  )
}
