import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError, client, type Factors } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { Time } from '../../components/time.tsx'
import { toastError } from '../../components/toast.tsx'
import { providersQuery } from '../../session.ts'
import { goToProvider } from '../door/provider-buttons.tsx'

type Identity = Factors['identities'][number]

/** Only where the installation has providers, or had them when one was linked. */
export function Identities({ identities }: { identities: readonly Identity[] }) {
  const { data: providers } = useQuery(providersQuery)
  const [unlinking, setUnlinking] = useState<Identity>()
  const queryClient = useQueryClient()
  const open = providers?.items.filter(({ id }) => !identities.some(({ providerId }) => providerId === id)) ?? []
  const { link: waiting } = useSearch({ from: '/you' })
  const link = (id: string): void => {
    if (id !== waiting) return goToProvider(id, '/you?tab=security')
    client.linkIdentity({ body: {} }).then(
      () => queryClient.invalidateQueries({ queryKey: ['you'] }),
      // What waited is gone, because a passkey was asked for in between: the provider is asked once more.
      (error: unknown) =>
        error instanceof ApiError && error.status === 409 ? goToProvider(id, '/you?tab=security') : toastError(error),
    )
  }
  if (identities.length === 0 && open.length === 0) return null
  return (
    <Section title="Other sign-ins">
      <Card>
        {identities.map((identity) => (
          <div key={identity.id} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-b-0">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{identity.providerName}</span>
              <span className="block truncate text-xs text-faint">
                {identity.email}, linked <Time at={identity.createdAt} />
              </span>
            </span>
            <Button look="quiet" onClick={() => setUnlinking(identity)}>
              Unlink …
            </Button>
          </div>
        ))}
        {open.map(({ id, name }) => (
          <div key={id} className="flex items-center gap-3 border-b border-line px-4 py-2.5 last:border-b-0">
            <span className="min-w-0 flex-1 text-muted">
              {id === waiting ? `${name} vouched for your address. Link it, and it signs you in from now on.` : name}
            </span>
            <Button look={id === waiting ? 'primary' : 'secondary'} onClick={() => link(id)}>
              Link {name}
            </Button>
          </div>
        ))}
      </Card>
      <Confirm
        open={unlinking !== undefined}
        onClose={() => setUnlinking(undefined)}
        title={`Unlink ${unlinking?.providerName ?? ''}?`}
        action="Unlink"
        run={async () => {
          if (!unlinking) return
          await client.unlinkIdentity({ params: { identityId: unlinking.id } })
          await queryClient.invalidateQueries({ queryKey: ['you'] })
        }}
      >
        It no longer signs you in here, and what it granted us is given back.
      </Confirm>
    </Section>
  )
}
