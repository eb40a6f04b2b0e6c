import type { JsonObject } from '../../core/graph'
import type { Messages } from '../../i18n'

export function textOf(data: JsonObject | undefined): string {
  return JSON.stringify(data ?? {}, null, 2)
}

export type Parsed = { readonly data: JsonObject; readonly error: null } | { readonly data: null; readonly error: string }

/** The object that a text holds, or what is wrong with it. */
export function parse(text: string, t: Messages): Parsed {
  try {
    const data: unknown = JSON.parse(text.trim() || '{}')
    if (typeof data !== 'object' || data === null || Array.isArray(data)) {
      return { data: null, error: t.inspector.noObject }
    }
    return { data: data as JsonObject, error: null }
  } catch (error) {
    return { data: null, error: t.inspector.badJson(error instanceof Error ? error.message : String(error)) }
  }
}
