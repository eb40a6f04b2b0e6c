/** One value to read and to change, by the type of its field. It is done when its user leaves it or presses Enter. */

import { useId } from 'react'
import { type Field, isEmpty } from '../../core/fields'
import { usePreferences } from '../preferences'
import { TableInput } from './TableInput'
import { useDraft } from './useDraft'

export interface InputProps {
  readonly field: Field
  readonly value: unknown
  readonly isReadOnly: boolean
  readonly labelId: string
  /** `undefined` takes the value away. */
  readonly onValue: (value: unknown) => void
}

export function FieldInput(props: InputProps) {
  const { t } = usePreferences()
  switch (props.field.type) {
    case 'text':
      return <TextInput {...props} />
    case 'number':
      return <NumberInput {...props} />
    case 'date':
      return <DateInput {...props} />
    case 'choice':
      return <ChoiceInput {...props} />
    case 'yesNo':
      return <YesNoInput {...props} />
    case 'table':
      return <TableInput {...props} />
    case 'other':
      return (
        <p className="structured" aria-labelledby={props.labelId}>
          <code>{JSON.stringify(props.value)}</code>
          {!props.isReadOnly && <span className="hint">{t.inspector.structured}</span>}
        </p>
      )
  }
}

function plain(value: unknown): string {
  return isEmpty(value) ? '' : String(value)
}

function TextInput({ value, isReadOnly, labelId, onValue }: InputProps) {
  const { t } = usePreferences()
  const draft = useDraft(value, plain)
  const isLong = draft.text.length > 40 || draft.text.includes('\n')
  function finish() {
    if (draft.isTouched && draft.text !== plain(value)) onValue(draft.text === '' ? undefined : draft.text)
    draft.drop()
  }
  return (
    <>
      <textarea
        rows={isLong ? 3 : 1}
        className="text-input"
        aria-labelledby={labelId}
        value={draft.text}
        readOnly={isReadOnly}
        maxLength={10_000}
        onChange={(event) => draft.type(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') draft.drop()
          if (event.key !== 'Enter' || event.shiftKey) return
          event.preventDefault()
          finish()
        }}
      />
      {draft.isOvertaken && <Overtaken text={t.inspector.changedByOthers} />}
    </>
  )
}

function NumberInput({ value, isReadOnly, labelId, onValue }: InputProps) {
  const { t } = usePreferences()
  const draft = useDraft(value, plain)
  const errorId = useId()
  // A comma is a decimal point to many who type one.
  const number = Number(draft.text.trim().replace(',', '.'))
  const isWrong = draft.text.trim() !== '' && !Number.isFinite(number)
  function finish() {
    if (!draft.isTouched || isWrong) return
    const next = draft.text.trim() === '' ? undefined : number
    if (next !== value) onValue(next)
    draft.drop()
  }
  return (
    <>
      <input
        inputMode="decimal"
        aria-labelledby={labelId}
        aria-invalid={isWrong}
        aria-describedby={errorId}
        value={draft.text}
        readOnly={isReadOnly}
        autoComplete="off"
        onChange={(event) => draft.type(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') draft.drop()
        }}
      />
      <p id={errorId} className="field-error" role="alert">
        {isWrong ? t.inspector.noNumber : ''}
      </p>
      {draft.isOvertaken && <Overtaken text={t.inspector.changedByOthers} />}
    </>
  )
}

function DateInput({ value, isReadOnly, labelId, onValue }: InputProps) {
  const draft = useDraft(value, plain)
  function finish() {
    if (draft.isTouched && draft.text !== plain(value)) onValue(draft.text === '' ? undefined : draft.text)
    draft.drop()
  }
  return (
    <input
      type="date"
      aria-labelledby={labelId}
      value={draft.text}
      readOnly={isReadOnly}
      onChange={(event) => draft.type(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish()
      }}
    />
  )
}

function ChoiceInput({ field, value, isReadOnly, labelId, onValue }: InputProps) {
  const { t } = usePreferences()
  const chosen = plain(value)
  const options = field.options ?? []
  return (
    <select
      aria-labelledby={labelId}
      value={chosen}
      disabled={isReadOnly}
      onChange={(event) => onValue(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{t.inspector.noChoice}</option>
      {[...options, ...(chosen && !options.includes(chosen) ? [chosen] : [])].map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  )
}

function YesNoInput({ value, isReadOnly, labelId, onValue }: InputProps) {
  return (
    <input
      type="checkbox"
      className="switch"
      aria-labelledby={labelId}
      checked={value === true}
      disabled={isReadOnly}
      onChange={(event) => onValue(event.target.checked)}
    />
  )
}

export function Overtaken({ text }: { text: string }) {
  return (
    <p className="hint" role="status">
      {text}
    </p>
  )
}
