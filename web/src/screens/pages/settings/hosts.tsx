import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../components/button.tsx'
import { CopyButton } from '../../../components/copy.tsx'
import { Confirm } from '../../../components/dialog.tsx'
import { ErrorLine, ErrorPanel } from '../../../components/error-panel.tsx'
import { TextField } from '../../../components/field.tsx'
import { FormFrame } from '../../../components/form-frame.tsx'
import { Card, Section } from '../../../components/screen.tsx'
import { SkeletonRows } from '../../../components/skeleton.tsx'
import { Time } from '../../../components/time.tsx'
import { toast } from '../../../components/toast.tsx'
import { rules, useForm } from '../../../form.ts'
import { useClient, useRefusal, useWorkspace } from '../../../session.ts'
import { hostsQuery, type PageHost } from './queries.ts'

export function HostSettings({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const query = useQuery(hostsQuery(slug, pageId))
  if (query.isPending) return <SkeletonRows rows={1} />
  if (query.isError) return <ErrorPanel error={query.error} retry={() => void query.refetch()} />
  return (
    <Section title="A host of your own">
      <Card className="flex flex-col gap-4 p-4">
        {query.data.items.length === 0 && (
          <p className="text-muted">
            The page can also answer at a host such as status.example.com, once a record in its DNS proves that it is
            yours.
          </p>
        )}
        {query.data.items.map((host) => (
          <HostRow key={host.id} pageId={pageId} host={host} />
        ))}
        <NewHost pageId={pageId} />
      </Card>
    </Section>
  )
}

const states: Record<PageHost['state'], { word: string; className: string }> = {
  waiting: { word: '○ Waits for its record', className: 'text-muted' },
  verified: { word: '✓ Leads to this page', className: 'text-up' },
  failing: { word: '! Its record is gone', className: 'text-down' },
}

function HostRow({ pageId, host }: { pageId: string; host: PageHost }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const [pending, setPending] = useState(false)
  const [removing, setRemoving] = useState(false)
  const [error, setError] = useState<unknown>()
  const params = { hostId: host.id }
  const refresh = () => queryClient.invalidateQueries({ queryKey: hostsQuery(slug, pageId).queryKey })
  const verify = async (): Promise<void> => {
    setPending(true)
    setError(undefined)
    try {
      await client.verifyPageHost({ params })
      await refresh()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setPending(false)
    }
  }
  const { word, className } = states[host.state]
  return (
    <div className="flex flex-col gap-2 border-b border-line pb-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 flex-1 basis-56">
          <span className="font-medium break-all">{host.host}</span>{' '}
          <span className={`text-sm ${className}`}>{word}</span>
        </p>
        <Button refusal={refusal} pending={pending} onClick={() => void verify()}>
          {host.state === 'verified' ? 'Check again' : 'Check the record'}
        </Button>
        <Button look="quiet" refusal={refusal} onClick={() => setRemoving(true)}>
          Remove …
        </Button>
      </div>
      {host.state !== 'verified' && (
        <>
          <p className="text-sm text-muted">
            {host.state === 'waiting'
              ? 'Add these at whoever runs your DNS, then check.'
              : 'Without it the host is lost three days after it was missed first.'}
          </p>
          <dl className="grid items-center gap-2 text-sm sm:grid-cols-[auto_1fr]">
            <RecordLine name="TXT record" value={host.recordName} />
            <RecordLine name="Its value" value={host.recordValue} />
            <RecordLine name="CNAME to" value={location.hostname} />
          </dl>
        </>
      )}
      {host.problem && (
        <p role="status" className="text-sm text-down">
          When last looked {host.checkedAt && <Time at={host.checkedAt} />}: {host.problem}.
        </p>
      )}
      {error !== undefined && <ErrorLine error={error} />}
      <Confirm
        open={removing}
        onClose={() => setRemoving(false)}
        title={`Remove ${host.host}?`}
        action="Remove the host"
        run={async () => {
          await client.deletePageHost({ params })
          await refresh()
        }}
      >
        <p>It leads nowhere from now on. The page stays at its other addresses.</p>
      </Confirm>
    </div>
  )
}

function RecordLine({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1">
        <code className="min-w-0 text-xs break-all">{value}</code>
        <CopyButton text={value} label={`Copy: ${name}`} />
      </dd>
    </>
  )
}

function NewHost({ pageId }: { pageId: string }) {
  const { slug } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('statuspages.write')
  const form = useForm({
    initial: { host: '' },
    rules: { host: ({ host }) => rules.filled('A host')(host) },
    submit: async ({ host }) => {
      await client.createPageHost({ params: { pageId }, body: { host } })
      await queryClient.invalidateQueries({ queryKey: hostsQuery(slug, pageId).queryKey })
      form.reset()
      toast({ words: 'Added. Its record comes next.' })
    },
  })
  return (
    <FormFrame form={form} action="Add the host" refusal={refusal}>
      <TextField
        form={form}
        name="host"
        label="Host"
        placeholder="status.example.com"
        spellCheck={false}
        className="max-w-sm"
      />
    </FormFrame>
  )
}
