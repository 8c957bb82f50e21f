import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { StatusImportInput, StatusImportPreview } from '../../api.ts'
import { SelectField, TextField } from '../../components/field.tsx'
import { FormFrame } from '../../components/form-frame.tsx'
import { Card } from '../../components/screen.tsx'
import { useForm } from '../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { projectsQuery } from '../projects/queries.ts'

type Looked = { source: StatusImportInput; preview: StatusImportPreview }
type Document = Record<string, unknown>

/** What a request to the API may hold. */
const maxChars = 1_000_000

export function ImportSource({ onLooked }: { onLooked: (looked: Looked) => void }) {
  const client = useClient()
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  const mayAddMonitors = useRefusal('projects.write') === undefined
  const projects = useQuery(projectsQuery(slug)).data?.items ?? []
  const [document, setDocument] = useState<Document>()
  const [fileProblem, setFileProblem] = useState<string>()
  const hasMonitors = document !== undefined && 'monitorList' in document
  const form = useForm({
    initial: { url: '', projectId: '' },
    rules: {
      url: ({ url }) => (document || url.trim() ? undefined : 'Give the address of the page, or choose a file.'),
    },
    submit: async ({ url, projectId }) => {
      const project = hasMonitors && projectId !== '' ? { projectId } : {}
      const source = document ? { document, ...project } : { url: withScheme(url) }
      onLooked({ source, preview: await client.previewStatusImport({ body: source }) })
    },
  })
  const read = async (file: File | undefined): Promise<void> => {
    const { document: found, problem } = file ? readDocument(await file.text()) : {}
    setDocument(found)
    setFileProblem(problem)
    // Also takes away the complaint that there is neither.
    if (found) form.set('url', '')
  }
  return (
    <Card className="p-4">
      <FormFrame form={form} action="Look what would come" refusal={refusal ?? fileProblem}>
        <TextField
          form={form}
          name="url"
          label="Address of the page"
          inputMode="url"
          spellCheck={false}
          disabled={document !== undefined}
          placeholder="https://status.example.com"
          hint="Its components, reports and maintenances are read; the 50 newest of both are what such a page shows."
        />
        <label className="block text-sm">
          <span className="mb-1 block font-medium">Or a file</span>
          <input
            type="file"
            accept=".json,application/json"
            aria-describedby="import-file-hint"
            onChange={({ target }) => void read(target.files?.[0])}
            className="block w-full text-sm file:mr-3 file:h-7 file:rounded-md file:border file:border-solid file:border-line file:bg-surface file:px-2.5 file:text-sm file:text-text"
          />
          <span id="import-file-hint" className="mt-1 block text-xs text-faint">
            JSON: saved bodies of the Statuspage API, or the backup of Uptime Kuma.
          </span>
        </label>
        {fileProblem && (
          <p role="alert" className="text-xs text-down">
            {fileProblem}
          </p>
        )}
        {hasMonitors && mayAddMonitors && (
          <SelectField
            form={form}
            name="projectId"
            label="Project of its monitors"
            hint="Their incidents open there. Passwords and headers are kept sealed."
            options={[
              { value: '', word: 'Leave the monitors out' },
              ...projects.map(({ id, name }) => ({ value: id, word: name })),
            ]}
          />
        )}
      </FormFrame>
    </Card>
  )
}

function withScheme(url: string): string {
  const text = url.trim()
  return /^https?:\/\//i.test(text) ? text : `https://${text}`
}

function readDocument(text: string): { document?: Document; problem?: string } {
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch {
    return { problem: 'This file is not JSON.' }
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    return { problem: 'This file is not what a status page or Uptime Kuma saves.' }
  // Without the spaces that people need; what is left must fit into one request.
  if (JSON.stringify(found).length > maxChars)
    return { problem: 'This file is larger than a megabyte. Import by the address, or in parts.' }
  return { document: Object.fromEntries(Object.entries(found)) }
}
