import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Claims, readClaims } from '../core/token'
import { createApi } from '../edges/api'
import { createConnect } from '../edges/socket'
import { keepToken, readToken } from '../edges/storage'
import { Account } from './parts/Header'
import { goTo, useRoute } from './route'
import { Expiry } from './signin/Expiry'
import { SignIn, type SignedIn } from './signin/SignIn'
import { Studio } from './studio/Studio'
import { WorkspaceList } from './workspaces/WorkspaceList'

export function App() {
  const [signedIn, setSignedIn] = useState<SignedIn | null>(remembered)
  const [isDenied, setDenied] = useState(false)
  const [renewals, setRenewals] = useState(0)
  const token = useRef(signedIn?.token ?? null)
  const route = useRoute()

  // Both ask for the token when they use it, so a renewed one needs no new ones.
  const edges = useMemo(() => {
    const current = () => token.current
    return { api: createApi(current), connect: createConnect(current) }
  }, [])

  const signIn = useCallback((next: SignedIn) => {
    token.current = next.token
    keepToken(next.token)
    setSignedIn(next)
    setDenied(false)
    setRenewals((count) => count + 1)
  }, [])

  const signOut = useCallback(() => {
    token.current = null
    keepToken(null)
    setSignedIn(null)
    setDenied(false)
    goTo({ page: 'list' })
  }, [])

  const onDenied = useCallback(() => setDenied(true), [])

  useEffect(() => {
    document.title = 'Nexus'
  }, [route.page])

  if (!signedIn) return <SignIn onSignIn={signIn} />
  const account = <Account claims={signedIn.claims} onSignOut={signOut} />
  return (
    <>
      {route.page === 'list' ? (
        <WorkspaceList key={renewals} api={edges.api} account={account} onDenied={onDenied} />
      ) : (
        <Studio
          key={route.workspace}
          id={route.workspace}
          user={signedIn.claims.user}
          renewals={renewals}
          edges={edges}
          account={account}
          onDenied={onDenied}
        />
      )}
      <Expiry claims={signedIn.claims} isDenied={isDenied} onRenew={signIn} onSignOut={signOut} />
    </>
  )
}

function remembered(): SignedIn | null {
  const token = readToken()
  const claims: Claims | null = token ? readClaims(token) : null
  return token && claims ? { token, claims } : null
}
