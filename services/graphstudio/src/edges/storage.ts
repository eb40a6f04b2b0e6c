/** What the browser remembers: who is signed in and what is unsent for this tab, language and appearance for good. */

import type { Intent } from '../core/intent'

/** What lets the user in. */
export type Credential =
  | { readonly mode: 'open' }
  | { readonly mode: 'token'; readonly token: string }
  | { readonly mode: 'oidc'; readonly token: string; readonly renewal: string | null; readonly endsAt: number | null }

const CREDENTIAL = 'nexus.credential'
const LEAVING = 'nexus.leaving'

export function readCredential(): Credential | null {
  return read(CREDENTIAL)
}

export function keepCredential(credential: Credential | null): void {
  keep(CREDENTIAL, credential)
}

/** What the page has to know again when it comes back from the issuer. */
export interface Leaving {
  readonly verifier: string
  readonly state: string
  readonly nonce: string
  readonly hash: string
}

/** Gives it once. */
export function takeLeaving(): Leaving | null {
  const leaving = read<Leaving>(LEAVING)
  keep(LEAVING, null)
  return leaving
}

export function keepLeaving(leaving: Leaving): void {
  keep(LEAVING, leaving)
}

interface Unsent {
  readonly user: string
  readonly intents: readonly Intent[]
}

/** Keeps what a user has changed and the server may not have; forgets what was kept where that is nothing. */
export function keepUnsent(workspace: string, user: string, intents: readonly Intent[]): void {
  keep(`nexus.unsent.${workspace}`, intents.length > 0 ? { user, intents } : null)
}

/** Gives it once, and to nobody else. */
export function takeUnsent(workspace: string, user: string): readonly Intent[] {
  const kept = read<Unsent>(`nexus.unsent.${workspace}`)
  keepUnsent(workspace, user, [])
  return kept?.user === user ? kept.intents.map(withTakenAway) : []
}

/** Stands for `undefined`, which JSON has not; no graph holds this character. */
const TAKEN_AWAY = '\0'

function withTakenAway(intent: Intent): Intent {
  if (!('values' in intent) || !intent.values) return intent
  const values = Object.entries(intent.values).map(([name, value]) => [name, value === TAKEN_AWAY ? undefined : value] as const)
  return { ...intent, values: Object.fromEntries(values) }
}

export function readPreference(name: 'language' | 'theme'): string | null {
  return localStorage.getItem(`nexus.${name}`)
}

export function keepPreference(name: 'language' | 'theme', value: string): void {
  localStorage.setItem(`nexus.${name}`, value)
}

function read<Kept>(name: string): Kept | null {
  const kept = sessionStorage.getItem(name)
  return kept === null ? null : (JSON.parse(kept) as Kept)
}

function keep(name: string, value: unknown): void {
  if (value === null) sessionStorage.removeItem(name)
  else sessionStorage.setItem(name, JSON.stringify(value, (_, part: unknown) => (part === undefined ? TAKEN_AWAY : part)))
}
