/** What the browser remembers: who is signed in for this tab, language and appearance for good. */

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
  else sessionStorage.setItem(name, JSON.stringify(value))
}
