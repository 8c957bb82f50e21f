import { useState } from 'react'
import type { StatusPage, SubscriberImport } from '../../../api.ts'
import { Button } from '../../../components/button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { Checkbox, TextArea, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { rules, useForm } from '../../../form.ts'
import { counted } from '../../../format.ts'
import { useClient } from '../../../session.ts'
import { useRefresh } from '../queries.ts'

type Props = { page: StatusPage; open: boolean; onClose: () => void }

/** For a list of people who agreed elsewhere. It asks for the proof, because nobody else will when it is needed. */
export function ImportDialog({ page, open, onClose }: Props) {
  const [result, setResult] = useState<SubscriberImport>()
  const close = (): void => {
    setResult(undefined)
    onClose()
  }
  return (
    <Dialog open={open} onClose={close} title="Import subscribers">
      <div className="overflow-y-auto px-5 pb-5">
        {result ? <Result result={result} onClose={close} /> : <ImportForm page={page} onDone={setResult} />}
      </div>
    </Dialog>
  )
}

function ImportForm({ page, onDone }: { page: StatusPage; onDone: (result: SubscriberImport) => void }) {
  const client = useClient()
  const refresh = useRefresh()
  const form = useForm({
    initial: { csv: '', consentNote: '', consentOn: '', sure: false },
    rules: {
      csv: ({ csv }) => rules.filled('A list')(csv),
      consentNote: ({ consentNote }) =>
        consentNote.trim().length < 10 ? 'Say in a sentence where these people agreed.' : undefined,
      consentOn: ({ consentOn }) => (consentOn === '' ? 'The day is needed.' : undefined),
      sure: ({ sure }) => (sure ? undefined : 'Confirm it to go on.'),
    },
    submit: async ({ csv, consentNote, consentOn }) => {
      const body = { csv, consentNote, consentAt: new Date(`${consentOn}T00:00:00Z`).toISOString() }
      const result = await client.importSubscribers({ params: { pageId: page.id }, body })
      await refresh()
      onDone(result)
    },
  })
  const read = async (file: File | undefined): Promise<void> => {
    if (file) form.set('csv', await file.text())
  }
  return (
    <FormFrame form={form} action="Import">
      <label className="block text-sm">
        <span className="mb-1 block font-medium">A file</span>
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          onChange={({ target }) => void read(target.files?.[0])}
          className="block w-full text-sm file:mr-3 file:h-7 file:rounded-md file:border file:border-solid file:border-line file:bg-surface file:px-2.5 file:text-sm file:text-text"
        />
      </label>
      <TextArea
        form={form}
        name="csv"
        label="Or the list itself"
        spellCheck={false}
        placeholder={'email\nada@example.com\nbob@example.com'}
        hint="CSV with a column email, or one address a line. At most 10,000 at a time."
        className="[&_textarea]:max-h-40 [&_textarea]:font-mono [&_textarea]:text-sm"
      />
      <TextField
        form={form}
        name="consentNote"
        label="Where they agreed"
        maxLength={500}
        hint="Kept with each address as the proof: “Sign-up form of our old status page, double opt-in.”"
      />
      <TextField form={form} name="consentOn" label="When, the last of them" type="date" className="max-w-48" />
      <div>
        <Checkbox
          checked={form.values.sure}
          aria-invalid={form.errors['sure'] ? true : undefined}
          onChange={({ target }) => form.set('sure', target.checked)}
          label="These people agreed to get status updates by mail."
          hint="They are told from the next update on, without being asked again. Who unsubscribed stays away."
        />
        {form.errors['sure'] && (
          <p role="alert" className="mt-1 text-xs text-down">
            {form.errors['sure']}
          </p>
        )}
      </div>
    </FormFrame>
  )
}

function Result({
  result: { added, known, refused, problems },
  onClose,
}: {
  result: SubscriberImport
  onClose: () => void
}) {
  return (
    <div role="status">
      <p className="font-medium">{counted(added, 'subscriber')} added.</p>
      {known > 0 && <p className="text-muted">{known} were on the list already, or had left it.</p>}
      {refused > 0 && (
        <>
          <p className="mt-2 text-down">{counted(refused, 'line')} could not be read:</p>
          <ul className="mt-1 max-h-40 overflow-y-auto text-sm text-muted">
            {problems.map(({ line, reason }) => (
              <li key={line}>
                Line {line}: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      <Button className="mt-4" onClick={onClose}>
        Done
      </Button>
    </div>
  )
}
