import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { listenForKeys } from './keys.ts'
import { fetchScreensAhead } from './lazy-screen.tsx'
import { createQueryClient } from './query.ts'
import { createAppRouter } from './router.tsx'
import { sessionQuery } from './session.ts'
import './styles.css'

const element = document.getElementById('app')
if (!element) throw new Error('index.html has lost its element')
// Below `/d/` are dashboards for whoever has a link: nobody is signed in, nothing of the app is asked, nothing is kept.
if (location.pathname.startsWith('/d/')) {
  void import('./screens/dashboards/public/mount.tsx').then(({ mountPublic }) => mountPublic(element))
} else {
  mountApp(element)
}

function mountApp(at: HTMLElement): void {
  const queryClient = createQueryClient(() => {
    // The workspace's route then asks for a sign-in, and leads back here after it.
    queryClient.setQueryData(sessionQuery.queryKey, null)
    void router.invalidate()
  })
  const router = createAppRouter(queryClient)
  listenForKeys()
  fetchScreensAhead()
  createRoot(at).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  )
}
