/** What the browser remembers: the token for this tab, language and appearance for good. */

const TOKEN = 'nexus.token'

export function readToken(): string | null {
  return sessionStorage.getItem(TOKEN)
}

export function keepToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(TOKEN)
  else sessionStorage.setItem(TOKEN, token)
}

export function readPreference(name: 'language' | 'theme'): string | null {
  return localStorage.getItem(`nexus.${name}`)
}

export function keepPreference(name: 'language' | 'theme', value: string): void {
  localStorage.setItem(`nexus.${name}`, value)
}
