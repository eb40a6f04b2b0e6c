import { useId, useState } from 'react'
import { adding, changing, type Field, fieldsOf, moving, removing, setting, type Values } from '../../core/fields'
import { type JsonObject, valueIn } from '../../core/graph'
import { Menu, MenuItem } from '../parts/Menu'
import { usePreferences } from '../preferences'
import { FieldForm } from './FieldForm'
import { FieldInput } from './FieldInput'

interface Props {
  readonly data: JsonObject | undefined
  readonly isReadOnly: boolean
  readonly onValues: (values: Values) => void
  /** Fields that have a place of their own. */
  readonly except?: string
}

/** The data of a panel or of a link, as fields. */
export function FieldList({ data, isReadOnly, onValues, except }: Props) {
  const { t } = usePreferences()
  const [isAdding, setAdding] = useState(false)
  const fields = fieldsOf(data).filter(({ name }) => name !== except)
  const taken = new Set([...fields.map(({ name }) => name), ...(except === undefined ? [] : [except])])
  return (
    <section className="fields" aria-label={t.inspector.fields}>
      {fields.length === 0 && !isAdding && !isReadOnly && <p className="hint">{t.inspector.noFields}</p>}
      {fields.map((field, at) => (
        <FieldRow
          key={field.name}
          field={field}
          data={data}
          taken={taken}
          isReadOnly={isReadOnly}
          isFirst={at === 0}
          isLast={at === fields.length - 1}
          onValues={onValues}
        />
      ))}
      {isAdding ? (
        <FieldForm
          field={null}
          taken={taken}
          onCancel={() => setAdding(false)}
          onDone={(field) => {
            onValues(adding(data, field))
            setAdding(false)
          }}
        />
      ) : (
        !isReadOnly && (
          <button type="button" className="secondary-button is-small" onClick={() => setAdding(true)}>
            {t.inspector.addField}
          </button>
        )
      )}
    </section>
  )
}

interface RowProps extends Omit<Props, 'except'> {
  readonly field: Field
  readonly taken: ReadonlySet<string>
  readonly isFirst: boolean
  readonly isLast: boolean
}

function FieldRow({ field, data, taken, isReadOnly, isFirst, isLast, onValues }: RowProps) {
  const { t } = usePreferences()
  const [isChanging, setChanging] = useState(false)
  const id = useId()
  if (isChanging) {
    return (
      <FieldForm
        field={field}
        taken={taken}
        onCancel={() => setChanging(false)}
        onDone={(next) => {
          onValues(changing(data, field.name, next))
          setChanging(false)
        }}
      />
    )
  }
  return (
    <div className={`field is-${field.type}`}>
      <div className="field-head">
        <span id={id} className="field-name">
          {field.name}
        </span>
        {!isReadOnly && (
          <Menu icon="more" label={t.inspector.editField(field.name)} className="field-menu">
            <MenuItem onChoose={() => setChanging(true)}>{t.inspector.fieldSettings}</MenuItem>
            {!isFirst && <MenuItem onChoose={() => onValues(moving(data, field.name, -1))}>{t.inspector.moveUp}</MenuItem>}
            {!isLast && <MenuItem onChoose={() => onValues(moving(data, field.name, 1))}>{t.inspector.moveDown}</MenuItem>}
            <MenuItem isDangerous onChoose={() => onValues(removing(data, field.name))}>
              {t.inspector.removeField}
            </MenuItem>
          </Menu>
        )}
      </div>
      <FieldInput
        field={field}
        value={valueIn(data, field.name)}
        isReadOnly={isReadOnly}
        labelId={id}
        onValue={(value) => onValues(setting(data, field.name, value))}
      />
    </div>
  )
}
