import { useCallback, useEffect, useMemo } from 'react'
import { createConnect } from '../edges/socket'
import { Header } from './parts/Header'
import { Trouble } from './parts/Trouble'
import { usePreferences } from './preferences'
import { goTo, useRoute } from './route'
import { Expiry } from './signin/Expiry'
import { SignIn } from './signin/SignIn'
import { useAccess } from './signin/useAccess'
import { Studio } from './studio/Studio'
import { WorkspaceList } from './workspaces/WorkspaceList'

export function App() {
  const { access, renewals, api, token, start, denied, signInAtIssuer, signInWithToken, signOut } = useAccess()
  const route = useRoute()
  const edges = useMemo(() => ({ api, connect: createConnect(token) }), [api, token])
  const onDenied = useCallback(() => void denied(), [denied])
  const onIssuer = useCallback(() => void signInAtIssuer(), [signInAtIssuer])
  const onSignOut = useCallback(() => {
    goTo({ page: 'list' })
    void signOut()
  }, [signOut])

  useEffect(() => {
    document.title = 'Nexus'
  }, [route.page])

  switch (access.state) {
    case 'loading':
    case 'comingBack':
    case 'leaving':
      return <Waiting state={access.state} />
    case 'unreachable':
      return (
        <div className="page">
          <Header />
          <main className="sign-in">
            <Trouble kind={access.kind} onRetry={() => void start()} />
          </main>
        </div>
      )
    case 'out':
      return <SignIn capabilities={access.capabilities} refusal={access.refusal} onIssuer={onIssuer} onToken={signInWithToken} />
    case 'in': {
      const { capabilities, person } = access
            const account = { person, onSignOut: access.mode === 'open' ? null : onSignOut }
      return (
        <>
          {route.page === 'list' ? (
            <WorkspaceList api={api} renewals={renewals} account={account} limits={capabilities.limits} onDenied={onDenied} />
          ) : (
            <Studio
              key={route.workspace}
              id={route.workspace}
              renewals={renewals}
              edges={edges}
              account={account}
              capabilities={capabilities}
              onDenied={onDenied}
            />
          )}
          <Expiry
            person={person}
            isAtIssuer={access.mode === 'oidc'}
            hasEnded={access.hasEnded}
            renewsItself={access.renewsItself}
            onIssuer={onIssuer}
            onToken={signInWithToken}
            onSignOut={onSignOut}
          />
        </>
      )
    }
  }
}

function Waiting({ state }: { state: 'loading' | 'comingBack' | 'leaving' }) {
  const { t } = usePreferences()
  return (
    <div className="page">
      <Header />
      <main className="sign-in">
        <h1 className="unseen">Nexus</h1>
        <p className="waiting" role="status">
          <span className="spinner" aria-hidden="true" />
          {state === 'loading' ? t.loading : state === 'leaving' ? t.signIn.leaving : t.signIn.back}
        </p>
      </main>
    </div>
  )
}
