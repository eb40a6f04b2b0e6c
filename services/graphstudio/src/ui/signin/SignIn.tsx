import { useState } from 'react'
import { Problem } from '../../core/problem'
import { createApi } from '../../edges/api'
import { Header } from '../parts/Header'
import { Trouble } from '../parts/Trouble'
import { usePreferences } from '../preferences'
import { type SignedIn, TokenForm } from './TokenForm'

export type { SignedIn }

/** Who everybody is where AUTH_ENABLED is false (docs/services.md, "Who is asking"). */
const LOCAL: SignedIn = {
  token: null,
  claims: { user: 'local', tenant: 'local', expiresAt: Number.POSITIVE_INFINITY },
}

export function SignIn({ onSignIn }: { onSignIn: (signedIn: SignedIn) => void }) {
  const { t } = usePreferences()
  const [problem, setProblem] = useState<Problem | null>(null)

  async function enterWithout() {
    try {
      await createApi(() => null).listWorkspaces()
      onSignIn(LOCAL)
    } catch (failure) {
      setProblem(failure instanceof Problem ? failure : new Problem('unavailable', ''))
    }
  }

  return (
    <div className="page">
      <Header />
      <main className="sign-in">
        <h1>{t.signIn.title}</h1>
        <p className="lead">{t.signIn.lead}</p>
        <TokenForm onSignIn={onSignIn}>
          <button type="button" className="quiet-button" onClick={() => void enterWithout()}>
            {t.signIn.without}
          </button>
        </TokenForm>
        {problem && (problem.kind === 'denied' ? (
          <p className="field-error" role="alert">{problem.detail || t.signIn.denied}</p>
        ) : (
          <Trouble problem={problem} />
        ))}
      </main>
    </div>
  )
}
