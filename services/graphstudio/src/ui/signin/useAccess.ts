/** Who is signed in, and how: from what the installation offers to a person whom the kernel knows. */

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Capabilities, offers, oidcWay } from '../../core/capabilities'
import { isSamePerson, type Person } from '../../core/person'
import { Problem, type ProblemKind } from '../../core/problem'
import { createApi, readCapabilities } from '../../edges/api'
import { comeBack, end, isComingBack, leave, renew, SignInError } from '../../edges/oidc'
import { type Credential, keepCredential, readCredential } from '../../edges/storage'

export type Refusal = 'away' | 'refused' | 'noRole'

export type Access =
  | { readonly state: 'loading' | 'comingBack' | 'leaving' }
  | { readonly state: 'unreachable'; readonly kind: ProblemKind }
  | { readonly state: 'out'; readonly capabilities: Capabilities; readonly refusal: Refusal | null }
  | {
      readonly state: 'in'
      readonly capabilities: Capabilities
      readonly person: Person
      readonly mode: Credential['mode']
      /** Whether the session goes on by itself. */
      readonly renewsItself: boolean
      readonly hasEnded: boolean
    }

/** Milliseconds before its end that a session is renewed. */
const EARLY = 60_000
const LONGEST_TIMER = 2 ** 31 - 1

export function useAccess() {
  const [access, setAccess] = useState<Access>({ state: isComingBack() ? 'comingBack' : 'loading' })
  const [renewals, setRenewals] = useState(0)
  const credential = useRef<Credential | null>(null)
  const isRenewing = useRef(false)
  const hasStarted = useRef(false)
  const token = useCallback(() => (credential.current && credential.current.mode !== 'open' ? credential.current.token : null), [])
  const api = useMemo(() => createApi(token), [token])

  /** Lets somebody in whom the kernel knows; throws `Problem`. */
  const enter = useCallback(async (capabilities: Capabilities, next: Credential) => {
    const person = await createApi(() => (next.mode === 'open' ? null : next.token)).me()
    credential.current = next
    keepCredential(next)
    setAccess({ state: 'in', capabilities, person, mode: next.mode, renewsItself: next.mode === 'oidc' && next.renewal !== null, hasEnded: false })
    setRenewals((count) => count + 1)
  }, [])

  const forget = useCallback((capabilities: Capabilities, refusal: Refusal | null) => {
    credential.current = null
    keepCredential(null)
    setAccess({ state: 'out', capabilities, refusal })
  }, [])

  const start = useCallback(async () => {
    let capabilities: Capabilities
    try {
      capabilities = await readCapabilities()
    } catch (failure) {
      return setAccess({ state: 'unreachable', kind: failure instanceof Problem ? failure.kind : 'unavailable' })
    }
    const way = oidcWay(capabilities)
    try {
      if (isComingBack() && way) return await enter(capabilities, await comeBack(way))
      const kept = offers(capabilities, 'open') ? ({ mode: 'open' } as const) : readCredential()
      if (!kept || !offers(capabilities, kept.mode)) return forget(capabilities, null)
      await enter(capabilities, await fresh(kept, way))
    } catch (failure) {
      if (failure instanceof SignInError) return forget(capabilities, failure.kind)
      if (!(failure instanceof Problem)) throw failure
      if (failure.kind === 'noRole') return forget(capabilities, 'noRole')
      if (failure.kind === 'denied') return forget(capabilities, isComingBack() ? 'refused' : null)
      setAccess({ state: 'unreachable', kind: failure.kind })
    }
  }, [enter, forget])

  useEffect(() => {
    // A code of the issuer can be used once, and React starts effects twice while developing.
    if (hasStarted.current) return
    hasStarted.current = true
    void start()
  }, [start])

  const capabilities = access.state === 'in' || access.state === 'out' ? access.capabilities : null
  const person = access.state === 'in' ? access.person : null

  /** Renews the session, or says that it has ended. */
  const denied = useCallback(async () => {
    const now = credential.current
    const way = capabilities && oidcWay(capabilities)
    if (!capabilities || isRenewing.current) return
    isRenewing.current = true
    try {
      if (now?.mode !== 'oidc' || !now.renewal || !way) throw new SignInError('refused', 'there is nothing to renew it with')
      await enter(capabilities, await renew(way, now.renewal))
    } catch (failure) {
      const isAway = failure instanceof SignInError ? failure.kind === 'away' : failure instanceof Problem && failure.kind !== 'denied'
      // While it does not answer, what is there may still do; the next refusal asks again.
      if (!isAway) setAccess((before) => (before.state === 'in' ? { ...before, hasEnded: true } : before))
    } finally {
      isRenewing.current = false
    }
  }, [capabilities, enter])

  useEffect(() => {
    const now = credential.current
    if (!person || now?.mode !== 'oidc' || !now.renewal) return
    const endsAt = Math.min(person.expiresAt, now.endsAt ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(endsAt)) return
    const left = endsAt - Date.now()
    const timer = setTimeout(() => void denied(), Math.min(LONGEST_TIMER, Math.max(left / 2, left - EARLY, 1_000)))
    return () => clearTimeout(timer)
  }, [person, renewals, denied])

  const signInAtIssuer = useCallback(async () => {
    const way = capabilities && oidcWay(capabilities)
    if (!way) return
    setAccess({ state: 'leaving' })
    try {
      await leave(way, location.hash)
    } catch (failure) {
      if (!(failure instanceof SignInError)) throw failure
      forget(capabilities, failure.kind)
    }
  }, [capabilities, forget])

  const signInWithToken = useCallback(
    async (pasted: string) => {
      if (!capabilities) return
      if (person && !isSamePerson(await createApi(() => pasted).me(), person)) throw new OtherPersonError()
      await enter(capabilities, { mode: 'token', token: pasted })
    },
    [capabilities, enter, person],
  )

  const signOut = useCallback(async () => {
    const now = credential.current
    const way = capabilities && oidcWay(capabilities)
    if (!capabilities) return
    forget(capabilities, null)
    if (now?.mode === 'oidc' && way) await end(way, now.renewal).catch(() => null)
  }, [capabilities, forget])

  return { access, renewals, api, token, start, denied, signInAtIssuer, signInWithToken, signOut }
}

export class OtherPersonError extends Error {}

/** A credential that holds: one that has ended while the page was closed is renewed first. */
async function fresh(kept: Credential, way: ReturnType<typeof oidcWay>): Promise<Credential> {
  if (kept.mode !== 'oidc' || !way || !kept.renewal || kept.endsAt === null || kept.endsAt > Date.now() + 5_000) return kept
  return renew(way, kept.renewal)
}
