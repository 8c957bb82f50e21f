/** A dashboard for whoever has a link to it: without session, shell, router and stream. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { listenForKeys } from '../../../keys.ts'
import { PublicDashboard } from './public-dashboard.tsx'

export function mountPublic(element: HTMLElement): void {
  listenForKeys()
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: 1, refetchOnWindowFocus: false } } })
  const secret = location.pathname.split('/')[3] ?? ''
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <PublicDashboard secret={secret} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
