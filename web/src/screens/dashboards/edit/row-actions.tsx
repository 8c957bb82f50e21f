import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import Pencil from 'lucide-react/icons/pencil'
import Trash2 from 'lucide-react/icons/trash-2'
import { useState } from 'react'
import { editPanel, moveRow, removePanel, setRowCollapsed, type JsonObject, type Row } from '#common/dashboards'
import { IconButton } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'

import { useForm } from '../../../form.ts'
import { useBoard } from '../board.ts'

type Props = { row: Row; json: JsonObject; onChange: (json: JsonObject) => void }

export function RowActions({ row, json, onChange }: Props) {
  const [naming, setNaming] = useState(false)
  const name = row.title || 'this row'
  return (
    <>
      <IconButton label={`Edit the row ${name}`} onClick={() => setNaming(true)}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={`Move the row ${name} up`} onClick={() => onChange(moveRow(json, row.id, -1))}>
        <ArrowUp aria-hidden />
      </IconButton>
      <IconButton label={`Move the row ${name} down`} onClick={() => onChange(moveRow(json, row.id, 1))}>
        <ArrowDown aria-hidden />
      </IconButton>
      <IconButton
        label={`Remove the row ${name}, not its panels`}
        // Open, its panels are beside it and stay.
        onClick={() => onChange(removePanel(setRowCollapsed(json, row.id, false), row.id))}
      >
        <Trash2 aria-hidden />
      </IconButton>
      {naming && <RowForm {...{ row, json, onChange }} onClose={() => setNaming(false)} />}
    </>
  )
}

function RowForm({ row, json, onChange, onClose }: Props & { onClose: () => void }) {
  const { dashboard } = useBoard()
  const form = useForm({
    initial: { title: row.title, repeat: row.repeat ?? '' },
    submit: async ({ title, repeat }) => {
      onChange(editPanel(json, row.id, { title, repeat: repeat === '' ? null : repeat }))
      onClose()
    },
  })
  return (
    <Dialog open onClose={onClose} title="Row">
      <div className="px-5 pb-5">
        <FormFrame form={form} action="Take over" onCancel={onClose}>
          <TextField form={form} name="title" label="Title" autoFocus maxLength={200} />
          <SelectField
            form={form}
            name="repeat"
            label="Repeat for each value of"
            options={[
              { value: '', word: 'No variable' },
              ...dashboard.variables.map(({ name, label }) => ({ value: name, word: label || name })),
            ]}
          />
        </FormFrame>
      </div>
    </Dialog>
  )
}
