import { useState } from 'react'
import type { IngestKey, Project } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CopyButton, CopyWordsButton } from '../../components/copy.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { useClient, useRefusal } from '../../session.ts'
import { works } from '../keys/key-state.ts'
import { KeyStateWords } from '../keys/key-state-words.tsx'
import { RotateDialog } from '../keys/rotate-dialog.tsx'
import { useRefreshKeys } from './use-refresh-keys.ts'

type Props = { project: Project; ingestKey: IngestKey; /** No other one works. */ last: boolean }

export function IngestKeyRow({ project, ingestKey, last }: Props) {
  const { publicKey, dsn, createdAt, lastUsedAt } = ingestKey
  const live = works(ingestKey, new Date())
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-3 py-2.5 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="flex min-w-0 flex-1 basis-64 items-center gap-1">
          <code className="truncate text-xs" title={publicKey}>
            {publicKey}
          </code>
          {live && <CopyButton text={publicKey} label="Copy the key" />}
        </span>
        <span className="text-xs">
          <KeyStateWords of={ingestKey} />
        </span>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="min-w-0 flex-1 basis-52 text-xs text-faint">
          Made <Time at={createdAt} />,{' '}
          {lastUsedAt ? (
            <>
              used <Time at={lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </span>
        {live && (
          <span className="flex flex-wrap gap-1.5">
            <CopyWordsButton text={dsn}>Copy DSN</CopyWordsButton>
            <Actions project={project} ingestKey={ingestKey} last={last} />
          </span>
        )}
      </div>
    </li>
  )
}

function Actions({ project, ingestKey, last }: Props) {
  const client = useClient()
  const refresh = useRefreshKeys(project.id)
  const refusal = useRefusal('keys.write')
  const [doing, setDoing] = useState<'rotating' | 'revoking'>()
  const params = { projectId: project.id, keyId: ingestKey.id }
  const rotated = ingestKey.replacedBy === null ? undefined : 'This key has been rotated already.'
  const close = (): void => setDoing(undefined)
  return (
    <>
      <Button refusal={refusal ?? rotated} onClick={() => setDoing('rotating')}>
        Rotate …
      </Button>
      <Button refusal={refusal} onClick={() => setDoing('revoking')}>
        Revoke …
      </Button>
      {doing === 'rotating' && (
        <RotateDialog
          title="Rotate the ingest key"
          onClose={close}
          rotate={async (overlapHours) => {
            await client.rotateIngestKey({ params, body: { overlapHours } })
            await refresh()
            toast({ words: 'The new key stands above the old one. Give its DSN to your programs.' })
          }}
        >
          {project.name} gets a new key and with it a new DSN.
        </RotateDialog>
      )}
      <Confirm
        open={doing === 'revoking'}
        onClose={close}
        title="Revoke the ingest key?"
        action="Revoke key"
        run={async () => {
          await client.revokeIngestKey({ params })
          await refresh()
        }}
      >
        Whatever is sent with <code className="text-xs break-all">{ingestKey.publicKey}</code> is refused within a
        second, and programs that use it lose their events.
        {last && ` It is the only one that works: nothing more arrives from ${project.name} until you make another.`}
      </Confirm>
    </>
  )
}
