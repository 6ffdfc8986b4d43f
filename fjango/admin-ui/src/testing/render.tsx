import { text } from 'node:stream/consumers'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { prerenderToNodeStream } from 'react-dom/static'
import { client } from '../api/queries'

/** What a part of the pages is as HTML, lazy parts too. */
export async function html(part: ReactNode): Promise<string> {
  const { prelude } = await prerenderToNodeStream(
    <MantineProvider>
      <QueryClientProvider client={client}>{part}</QueryClientProvider>
    </MantineProvider>,
  )
  const all = await text(prelude)
  // What the provider writes is no part of it, and React divides texts with comments.
  return all.replace(/<style[^>]*>[^<]*<\/style>/g, '').replace(/<!--.*?-->/g, '')
}
