/** Who uses the page, as the kernel understands their token (docs/services.md, `GET /api/me`). */

export type Role = 'viewer' | 'editor' | 'admin'

const ROLES: readonly Role[] = ['viewer', 'editor', 'admin']

export interface Person {
  readonly user: string
  readonly tenant: string
  readonly role: Role
  /** Milliseconds since 1970; Infinity where there is no end. */
  readonly expiresAt: number
}

export function mayEdit({ role }: Person): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf('editor')
}

export function mayDelete({ role }: Person): boolean {
  return role === 'admin'
}

export function isSamePerson(one: Person, other: Person): boolean {
  return one.user === other.user && one.tenant === other.tenant
}

/** A token as people paste it: with white space around, perhaps with the word Bearer. */
export function cleanToken(pasted: string): string {
  return pasted.trim().replace(/^bearer\s+/i, '').replaceAll(/\s/g, '')
}

/** Whether a text can be a JSON Web Token; that it is one, and holds, the kernel alone can tell. */
export function looksLikeToken(text: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text)
}
