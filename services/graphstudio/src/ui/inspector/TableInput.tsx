import { useState } from 'react'
import { type Row, rowsOf } from '../../core/fields'
import { valueIn } from '../../core/graph'
import { IconButton } from '../parts/IconButton'
import { usePreferences } from '../preferences'
import type { InputProps } from './FieldInput'
import { useDraft } from './useDraft'

/** A table of texts and numbers: its rows are objects, its columns their names. */
export function TableInput({ field, value, isReadOnly, labelId, onValue }: InputProps) {
  const { t } = usePreferences()
  const [added, setAdded] = useState<readonly string[]>([])
  const [column, setColumn] = useState('')
  const rows = rowsOf(value)
  const columns = [...new Set([...(field.columns ?? []), ...added])]

  const change = (at: number, name: string, cell: unknown) =>
    onValue(rows.map((row, index) => (index === at ? { ...row, [name]: cell } : row)))
  const addRow = () => onValue([...rows, Object.fromEntries(columns.map((name) => [name, ''])) as Row])

  function addColumn() {
    const name = column.trim()
    setColumn('')
    if (name === '' || columns.includes(name)) return
    setAdded([...added, name])
    if (rows.length > 0) onValue(rows.map((row) => ({ ...row, [name]: '' })))
  }

  return (
    <div className="table-input">
      {columns.length > 0 && (
        <div className="table-scroll">
          <table aria-labelledby={labelId}>
            <thead>
              <tr>
                {columns.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                {!isReadOnly && (
                  <th scope="col">
                    <span className="unseen">{t.inspector.delete}</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // A row has no name; its place is all there is.
                <tr key={at}>
                  {columns.map((name) => (
                    <td key={name}>
                      <Cell value={valueIn(row, name)} label={t.inspector.cell(name, at + 1)} isReadOnly={isReadOnly} onCell={(cell) => change(at, name, cell)} />
                    </td>
                  ))}
                  {!isReadOnly && (
                    <td>
                      <IconButton icon="close" label={t.inspector.removeRow(at + 1)} onClick={() => onValue(rows.filter((_, index) => index !== at))} />
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {!isReadOnly && (
        <div className="table-actions">
          <button type="button" className="secondary-button is-small" disabled={columns.length === 0} onClick={addRow}>
            {t.inspector.addRow}
          </button>
          <input
            aria-label={t.inspector.addColumn}
            placeholder={t.inspector.column}
            value={column}
            maxLength={60}
            autoComplete="off"
            onChange={(event) => setColumn(event.target.value)}
            onBlur={addColumn}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
              event.preventDefault()
              addColumn()
            }}
          />
        </div>
      )}
    </div>
  )
}

interface CellProps {
  readonly value: unknown
  readonly label: string
  readonly isReadOnly: boolean
  readonly onCell: (cell: unknown) => void
}

function Cell({ value, label, isReadOnly, onCell }: CellProps) {
  const draft = useDraft(value, (cell) => (cell === undefined || cell === null ? '' : String(cell)))
  function finish() {
    if (draft.isTouched) {
      const text = draft.text.trim()
      // What was a number stays one, as long as it is one.
      const isNumber = text !== '' && Number.isFinite(Number(text)) && (typeof value === 'number' || value === '' || value === undefined)
      const next = isNumber && String(Number(text)) === text ? Number(text) : draft.text
      if (next !== value) onCell(next)
    }
    draft.drop()
  }
  return (
    <input
      aria-label={label}
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
  )
}
