import { useState } from 'react'
import { maxDashboardBytes } from '#common/dashboards'
import type { DashboardImport } from '../../../api.ts'
import { TextArea } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { useForm } from '../../../form.ts'
import { useClient } from '../../../session.ts'
import { readJson } from './read-json.ts'

type Props = { onLooked: (looked: { json: unknown; preview: DashboardImport }) => void; onCancel: () => void }

export function ImportSource({ onLooked, onCancel }: Props) {
  const client = useClient()
  const [over, setOver] = useState(false)
  const [file, setFile] = useState<{ name: string; text: string }>()
  const form = useForm({
    initial: { text: '' },
    rules: {
      text: ({ text }) => {
        const read = readJson(file?.text ?? text)
        return 'problem' in read ? read.problem : undefined
      },
    },
    submit: async ({ text }) => {
      const read = readJson(file?.text ?? text)
      if ('problem' in read) return
      onLooked({ json: read.json, preview: await client.importDashboard({ body: { json: read.json, preview: true } }) })
    },
  })
  const take = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return setFile(undefined)
    // The text of anything larger is not even read.
    const text = chosen.size <= 2 * maxDashboardBytes ? await chosen.text() : ' '.repeat(2 * maxDashboardBytes)
    setFile({ name: chosen.name, text })
    form.set('text', '')
  }
  return (
    <FormFrame form={form} action="Look what would come" onCancel={onCancel}>
      <p className="text-muted">
        The JSON model of a Grafana dashboard: <em>Share, Export, Save to file</em> there, or a file of grafana.com.
        Nothing is kept before you say so.
      </p>
      <label
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          void take(event.dataTransfer.files[0])
        }}
        className={`block rounded-lg border border-dashed px-4 py-4 text-sm ${over ? 'border-accent bg-accent-soft' : 'border-line-strong'}`}
      >
        <span className="mb-2 block font-medium">{file ? file.name : 'A file'}</span>
        <input
          type="file"
          accept=".json,application/json"
          onChange={({ target }) => void take(target.files?.[0])}
          className="block w-full text-sm file:mr-3 file:h-7 file:rounded-md file:border file:border-solid file:border-line file:bg-surface file:px-2.5 file:text-sm file:text-text"
        />
      </label>
      <TextArea
        form={form}
        name="text"
        label={file ? 'Or its text instead (takes the place of the file)' : 'Or its text'}
        spellCheck={false}
        placeholder='{ "title": "Node Exporter Full", "panels": [ … ] }'
        className="max-h-64 overflow-y-auto font-mono text-xs"
        onChange={(event) => {
          if (event.target.value.trim() !== '') setFile(undefined)
          form.set('text', event.target.value)
        }}
      />
    </FormFrame>
  )
}
