import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { Checkbox, SelectField, TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toast } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { counted } from '../../../format.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { exportQuery, type PageExport } from './queries.ts'

/** A copy in a bucket, which is there when this installation is not. */
export function ExportSettings({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(exportQuery(slug, pageId))
  if (query.isPending) return <SkeletonRows rows={2} />
  if (query.isError) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  const { data } = query
  return (
    <Section title="A copy on another host">
      <Card className="flex flex-col gap-4 p-4">
        <p className="text-muted">
          Every form of the page is kept in S3-compatible storage, brought up to date within seconds, for any host to
          serve. It is there when this installation is not. Only a page that everybody may see is copied.
        </p>
        <Going pageId={pageId} shown={data} />
        <ExportForm key={JSON.stringify(data.target)} pageId={pageId} shown={data} />
      </Card>
    </Section>
  )
}

function Going({ pageId, shown }: { pageId: string; shown: PageExport }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const [ending, setEnding] = useState(false)
  const [keeps, setKeeps] = useState(false)
  const { state, target, objectCount, exportedAt, failingSince, problem } = shown
  if (state === 'none' || !target) return null
  return (
    <div className="flex flex-col gap-2 border-b border-line pb-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-56">
          <span className="font-medium break-all">{target.bucket}</span>{' '}
          <span className={`text-sm ${states[state].className}`}>{states[state].word}</span>
          <span className="block text-sm text-muted">
            {counted(objectCount, 'file')} there
            {exportedAt && (
              <>
                , all of them as of <Time at={exportedAt} />
              </>
            )}
            .
          </span>
        </p>
        <Button look="quiet" refusal={refusal} onClick={() => setEnding(true)}>
          End …
        </Button>
      </div>
      {problem && (
        <p role="status" className="text-sm text-down">
          Since {failingSince && <Time at={failingSince} />}: {problem}. It is tried again by itself, and when you save.
        </p>
      )}
      <Confirm
        open={ending}
        onClose={() => setEnding(false)}
        title={`End the copy in ${target.bucket}?`}
        action="End the copy"
        run={async () => {
          await client.endPageExport({ params: { pageId }, query: { keepsObjects: keeps ? 'true' : 'false' } })
          await queryClient.invalidateQueries({ queryKey: exportQuery(slug, pageId).queryKey })
        }}
      >
        <p className="mb-3">
          What was put there is taken away, and then the key is forgotten. Files of others in the bucket stay.
        </p>
        <Checkbox
          checked={keeps}
          onChange={() => setKeeps(!keeps)}
          label="Leave there what is there"
          hint="It is not brought up to date any more. For a bucket that cannot be reached."
        />
      </Confirm>
    </div>
  )
}

const states: Record<Exclude<PageExport['state'], 'none'>, { word: string; className: string }> = {
  waiting: { word: '○ Is being copied', className: 'text-muted' },
  current: { word: '✓ Up to date', className: 'text-up' },
  failing: { word: '! Cannot be copied', className: 'text-down' },
  ending: { word: '○ Is being taken away', className: 'text-muted' },
}

const addressings = [
  { value: 'path', word: 'In the path of the address' },
  { value: 'host', word: 'At the front of the host' },
]

function ExportForm({ pageId, shown }: { pageId: string; shown: PageExport }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const { target } = shown
  const form = useForm({
    initial: {
      endpoint: target?.endpoint ?? '',
      region: target?.region ?? 'us-east-1',
      bucket: target?.bucket ?? '',
      prefix: target?.prefix ?? '',
      addressing: target?.addressing ?? ('path' as const),
      accessKeyId: target?.accessKeyId ?? '',
      secretAccessKey: '',
    },
    rules: {
      endpoint: ({ endpoint }) => rules.filled('An address')(endpoint),
      region: ({ region }) => rules.filled('A region')(region),
      bucket: ({ bucket }) => rules.filled('A bucket')(bucket),
      accessKeyId: ({ accessKeyId }) => rules.filled('A key')(accessKeyId),
      secretAccessKey: ({ secretAccessKey }) =>
        target === null ? rules.filled('A secret key')(secretAccessKey) : undefined,
    },
    submit: async ({ secretAccessKey, ...values }) => {
      const body = { ...values, ...(secretAccessKey !== '' && { secretAccessKey }) }
      const saved = await client.setPageExport({ params: { pageId }, body })
      form.set('secretAccessKey', '')
      queryClient.setQueryData(exportQuery(slug, pageId).queryKey, saved)
      toast({ words: 'Saved. The page is copied within seconds.' })
    },
  })
  return (
    <FormFrame form={form} action={target ? 'Save the copy' : 'Begin to copy'} refusal={refusal}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          form={form}
          name="endpoint"
          label="Address of the store"
          placeholder="https://s3.eu-central-1.amazonaws.com"
          spellCheck={false}
        />
        <TextField
          form={form}
          name="region"
          label="Region"
          spellCheck={false}
          hint="Stores without regions take us-east-1."
        />
        <TextField form={form} name="bucket" label="Bucket" placeholder="acme-status" spellCheck={false} />
        <TextField
          form={form}
          name="prefix"
          label="Folder"
          spellCheck={false}
          hint="Empty: the bucket itself. The host has to serve it at its root."
        />
        <SelectField form={form} name="addressing" label="The bucket stands" options={addressings} />
        <TextField form={form} name="accessKeyId" label="Access key" spellCheck={false} autoComplete="off" />
      </div>
      <TextField
        form={form}
        name="secretAccessKey"
        label={target ? 'New secret key' : 'Secret key'}
        type="password"
        autoComplete="new-password"
        className="max-w-sm"
        hint={
          target
            ? 'Leave it empty to keep the one that is set.'
            : 'It needs to put and delete in this bucket, and nothing else. It is not shown again.'
        }
      />
    </FormFrame>
  )
}
