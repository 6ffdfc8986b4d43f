import '@fontsource-variable/geist/wght.css'
import '@fontsource-variable/geist-mono/wght.css'
import './theme/mantine.css'
import './theme/global.css'
import { DirectionProvider, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { setNonce } from 'get-nonce'
import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { client } from './api/queries'
import { setLanguage, t } from './i18n'
import { onLanguage, router } from './router'
import { cssVariablesResolver, theme } from './theme/theme'
import { Toasts, toast } from './ui/toasts'

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
// The scroll lock of dialogs writes a style element by itself.
if (nonce) setNonce(nonce)

// A chunk that is gone means that a new version was deployed. Forms keep their drafts, so a reload loses nothing.
let offered = false
window.addEventListener('vite:preloadError', event => {
  if (offered) return
  offered = true
  event.preventDefault()
  toast(t('update.available'), { action: { label: t('update.reload'), run: () => location.reload() } })
})

function App() {
  const [locale, setLocale] = useState('en')
  useEffect(() => onLanguage(tag => void setLanguage(tag).then(() => setLocale(tag))), [])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={nonce ? () => nonce : undefined}
      deduplicateCssVariables={false}
    >
      <QueryClientProvider client={client}>
        {/* Texts are read while rendering, so another language renders everything anew. */}
        <DirectionProvider key={locale} initialDirection={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'} detectDirection={false}>
          <RouterProvider router={router} />
        </DirectionProvider>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
