/** What an installation can do (docs/services.md, `GET /api/capabilities`): nothing else is offered. */

export interface OidcWay {
  readonly mode: 'oidc'
  readonly issuer: string
  readonly clientId: string
  readonly scope: string
  readonly parameters: Readonly<Record<string, string>>
}

export type WayIn = { readonly mode: 'open' } | { readonly mode: 'token' } | OidcWay

export interface Limits {
  readonly bodyBytes: number
  readonly graphBytes: number
  readonly panels: number
  readonly links: number
  readonly patchOperations: number
  readonly workspaces: number
}

export interface Capabilities {
  /** The best one first. */
  readonly signIn: readonly WayIn[]
  readonly proposals: boolean
  readonly limits: Limits
}

export function oidcWay({ signIn }: Capabilities): OidcWay | null {
  return signIn.find((way) => way.mode === 'oidc') ?? null
}

export function offers({ signIn }: Capabilities, mode: WayIn['mode']): boolean {
  return signIn.some((way) => way.mode === mode)
}
