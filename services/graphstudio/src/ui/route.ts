/** Where the page is: behind the #, so that the server serves one page alone. */

import { useSyncExternalStore } from 'react'

export type Route = { readonly page: 'list' } | { readonly page: 'studio'; readonly workspace: string }

export function hrefOf(route: Route): string {
  return route.page === 'list' ? '#/' : `#/workspaces/${encodeURIComponent(route.workspace)}`
}

export function goTo(route: Route): void {
  location.hash = hrefOf(route)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(watch, () => location.hash)
  const found = /^#\/workspaces\/([\w-]+)$/.exec(hash)
  return found ? { page: 'studio', workspace: found[1]! } : { page: 'list' }
}

function watch(changed: () => void): () => void {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}
