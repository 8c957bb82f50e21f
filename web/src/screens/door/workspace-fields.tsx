import { useState } from 'react'
import { TextField } from '../../components/field.tsx'
import type { Form } from '../../form.ts'
import { slugOf } from '../../format.ts'

type Fields = { name: string; slug: string }

/** Name and address of a workspace; the address follows the name until it is typed itself. */
export function WorkspaceFields({ form, autoFocus }: { form: Form<Fields>; autoFocus?: boolean }) {
  const [touched, setTouched] = useState(false)
  return (
    <>
      <TextField
        form={form}
        name="name"
        label="Name"
        placeholder="Acme"
        autoFocus={autoFocus}
        onChange={(event) => {
          form.set('name', event.target.value)
          if (!touched) form.set('slug', slugOf(event.target.value))
        }}
      />
      <TextField
        form={form}
        name="slug"
        label="Address"
        spellCheck={false}
        hint={
          <>
            {location.host}/app/<strong className="font-medium text-muted">{form.values.slug || '…'}</strong>
          </>
        }
        onChange={(event) => {
          setTouched(true)
          form.set('slug', event.target.value.toLowerCase())
        }}
      />
    </>
  )
}
