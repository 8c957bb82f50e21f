import { useSuspenseQuery } from '@tanstack/react-query'
import { client } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { toastError } from '../../components/toast.tsx'
import { providersQuery } from '../../session.ts'

/** One button for each provider of the installation; the way leads out of the app and back. */
export function ProviderButtons({ next, verb = 'Sign in' }: { next?: string | undefined; verb?: string }) {
  const { data } = useSuspenseQuery(providersQuery)
  return data.items.map(({ id, name }) => (
    <Button key={id} className="h-9 text-base" onClick={() => goToProvider(id, next)}>
      {verb} with {name}
    </Button>
  ))
}

/** Comes back to the path of the app. */
export function goToProvider(providerId: string, next?: string): void {
  client
    .beginAuthorization({ body: { providerId, ...(next && { next: `/app${next}` }) } })
    .then(({ url }) => location.assign(url), toastError)
}
