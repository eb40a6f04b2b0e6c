/**
 * A panel's data as fields. Values stand in the data plainly, by their names; what cannot be seen from
 * a value (its place among the others, a choice's options) stands beside them, in `$fields`.
 */

import { type JsonObject, valueIn } from './graph'
import { isSame } from './patch'

export const DECLARED = '$fields'

export const FIELD_TYPES = ['text', 'number', 'date', 'choice', 'yesNo', 'table'] as const
/** `other`: JSON that has no form. */
export type FieldType = (typeof FIELD_TYPES)[number] | 'other'

export interface Field {
  readonly name: string
  readonly type: FieldType
  /** Of a choice. */
  readonly options?: readonly string[]
  /** Of a table. */
  readonly columns?: readonly string[]
}

export type Row = Readonly<Record<string, unknown>>

/** What is to be written; `undefined` takes a value away. */
export type Values = Readonly<Record<string, unknown>>

/** The fields of some data: those that are declared in their order, then the others by name. */
export function fieldsOf(data: JsonObject | undefined): readonly Field[] {
  if (!data) return []
  const declared = declarations(valueIn(data, DECLARED))
  const known = new Set(declared.map(({ name }) => name))
  const others = Object.keys(data)
    .filter((name) => name !== DECLARED && !known.has(name))
    .toSorted()
  return [
    ...declared.map((field) => {
      const value = valueIn(data, field.name)
      return fits(field.type, value) ? withColumns(field, value) : inferred(field.name, value)
    }),
    ...others.map((name) => inferred(name, data[name])),
  ]
}

/** What of a field's value counts as nothing. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** The values that make `fields` the fields of some data, and lose no value that it has. */
export function declaring(fields: readonly Field[]): Values {
  return { [DECLARED]: fields.map(({ name, type, options, columns }) => ({ name, type, ...(options && { options }), ...(columns && { columns }) })) }
}

/** What sets one field; a value that is taken away leaves its field. */
export function setting(data: JsonObject | undefined, name: string, value: unknown): Values {
  return { ...(value === undefined ? declaring(fieldsOf(data)) : {}), [name]: value }
}

export function adding(data: JsonObject | undefined, field: Field): Values {
  return declaring([...fieldsOf(data), field])
}

export function removing(data: JsonObject | undefined, name: string): Values {
  return { ...declaring(fieldsOf(data).filter((field) => field.name !== name)), [name]: undefined }
}

/** What makes a field another one: its name, its type or its options; the value follows where it can. */
export function changing(data: JsonObject | undefined, name: string, next: Field): Values {
  const fields = fieldsOf(data).map((field) => (field.name === name ? next : field))
  const value = converted(valueIn(data, name), next.type)
  return { ...declaring(fields), ...(next.name === name ? {} : { [name]: undefined }), [next.name]: value }
}

/** Moves a field one place up (-1) or down (+1). */
export function moving(data: JsonObject | undefined, name: string, by: -1 | 1): Values {
  const fields = [...fieldsOf(data)]
  const at = fields.findIndex((field) => field.name === name)
  const other = fields[at + by]
  if (at < 0 || !other) return {}
  fields[at + by] = fields[at]!
  fields[at] = other
  return declaring(fields)
}

/** A value as another type has it; undefined where nothing of it is left. */
export function converted(value: unknown, type: FieldType): unknown {
  if (isEmpty(value) || fits(type, value)) return value
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  if (type === 'text' || type === 'choice') return text
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined
  return undefined
}

/** The rows of a table. */
export function rowsOf(value: unknown): readonly Row[] {
  return isTable(value) ? value : []
}

export function isDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
}

function fits(type: FieldType, value: unknown): boolean {
  if (isEmpty(value)) return true
  if (type === 'number') return typeof value === 'number'
  if (type === 'yesNo') return typeof value === 'boolean'
  if (type === 'table') return isTable(value)
  if (type === 'date') return typeof value === 'string' && isDate(value)
  return type !== 'other' && typeof value === 'string'
}

function inferred(name: string, value: unknown): Field {
  if (typeof value === 'number') return { name, type: 'number' }
  if (typeof value === 'boolean') return { name, type: 'yesNo' }
  if (typeof value === 'string') return { name, type: isDate(value) ? 'date' : 'text' }
  if (isTable(value)) return withColumns({ name, type: 'table' }, value)
  return { name, type: isEmpty(value) ? 'text' : 'other' }
}

function withColumns(field: Field, value: unknown): Field {
  if (field.type !== 'table') return field
  const columns = [...new Set([...(field.columns ?? []), ...rowsOf(value).flatMap((row) => Object.keys(row))])]
  return isSame(columns, field.columns) ? field : { ...field, columns }
}

function isTable(value: unknown): value is readonly Row[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (row) => typeof row === 'object' && row !== null && !Array.isArray(row) && Object.values(row).every((cell) => typeof cell !== 'object' || cell === null),
    )
  )
}

function declarations(value: unknown): Field[] {
  if (!Array.isArray(value)) return []
  const found = new Map<string, Field>()
  for (const one of value as unknown[]) {
    if (typeof one !== 'object' || one === null) continue
    const { name, type, options, columns } = one as Record<string, unknown>
    const known = FIELD_TYPES.find((it) => it === type)
    if (typeof name !== 'string' || name === DECLARED || !known || found.has(name)) continue
    found.set(name, {
      name,
      type: known,
      ...(known === 'choice' && { options: texts(options) }),
      ...(known === 'table' && { columns: texts(columns) }),
    })
  }
  return [...found.values()]
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? [...new Set(value.filter((one): one is string => typeof one === 'string' && one !== ''))] : []
}
