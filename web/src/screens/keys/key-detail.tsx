import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey, NewApiKey } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Fact, Facts } from '../../components/facts.tsx'
import { Time } from '../../components/time.tsx'
import { toast } from '../../components/toast.tsx'
import { useClient, useRefusal, useWorkspace } from '../../session.ts'
import { works } from './key-state.ts'
import { apiKeysQuery } from './queries.ts'
import { Requests } from './requests.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { scopeGroups, scopesRefusal } from './scopes.ts'

/** What the key may do, what it did, and how it ends. */
export function KeyDetail({ apiKey, onMade }: { apiKey: ApiKey; onMade: (key: NewApiKey) => void }) {
  const { id, createdBy, createdAt, expiresAt } = apiKey
  return (
    <div className="border-t border-line px-4 py-4 md:pl-11">
      <div className="mb-5 flex flex-wrap items-start gap-x-8 gap-y-4">
        <div className="min-w-0 flex-1 basis-72">
          <Facts>
            <Fact name="May">
              <ScopeWords scopes={apiKey.scopes} />
            </Fact>
            <Fact name="Made">
              <Time at={createdAt} /> by {createdBy ? createdBy.name : 'someone who is no member any more'}
            </Fact>
            <Fact name="Ends">{expiresAt ? <Time at={expiresAt} /> : 'Never, until someone revokes it'}</Fact>
            <Fact name="Id">
              <code className="text-xs break-all">{id}</code>
            </Fact>
          </Facts>
        </div>
        {works(apiKey, new Date()) && <Actions apiKey={apiKey} onMade={onMade} />}
      </div>
      <Requests keyId={id} />
    </div>
  )
}

function ScopeWords({ scopes }: { scopes: readonly string[] }) {
  const known = scopeGroups.flatMap(({ title, scopes: all }) => {
    const found = all.filter(({ scope }) => scopes.includes(scope))
    return found.length > 0 ? [{ title, words: found.map(({ words }) => words).join('; ') }] : []
  })
  return (
    <ul>
      {known.map(({ title, words }) => (
        <li key={title}>
          {title} <span className="text-muted">{words}</span>
        </li>
      ))}
    </ul>
  )
}

function Actions({ apiKey, onMade }: { apiKey: ApiKey; onMade: (key: NewApiKey) => void }) {
  const { slug, permissions } = useWorkspace()
  const client = useClient()
  const queryClient = useQueryClient()
  const refusal = useRefusal('keys.write')
  const [doing, setDoing] = useState<'rotating' | 'revoking'>()
  const { id, name, scopes, replacedBy } = apiKey
  const refresh = () => queryClient.invalidateQueries({ queryKey: apiKeysQuery(slug).queryKey })
  const rotated = replacedBy === null ? undefined : 'This key has been rotated already.'
  const close = (): void => setDoing(undefined)
  return (
    <div className="flex gap-2">
      <Button refusal={refusal ?? rotated ?? scopesRefusal(scopes, permissions)} onClick={() => setDoing('rotating')}>
        Rotate …
      </Button>
      <Button refusal={refusal} onClick={() => setDoing('revoking')}>
        Revoke …
      </Button>
      {doing === 'rotating' && (
        <RotateDialog
          title={`Rotate ${name}`}
          onClose={close}
          rotate={async (overlapHours) => {
            onMade(await client.rotateApiKey({ params: { keyId: id }, body: { overlapHours } }))
            await refresh()
          }}
        >
          A new key with the same name, which may do the same and lives as long, takes its place.
        </RotateDialog>
      )}
      <Confirm
        open={doing === 'revoking'}
        onClose={close}
        title={`Revoke ${name}?`}
        action="Revoke key"
        run={async () => {
          await client.revokeApiKey({ params: { keyId: id } })
          await refresh()
          toast({ words: `${name} is refused from now on.` })
        }}
      >
        Every program that uses it is refused at once. Nothing brings it back; what it did stays listed.
      </Confirm>
    </div>
  )
}
