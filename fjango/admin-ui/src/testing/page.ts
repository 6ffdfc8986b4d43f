// A page for modules that read it when they are loaded, and a browser for texts and numbers.
Object.assign(globalThis, { document: { title: 'Test', querySelector: () => null }, navigator: { languages: ['en-US'] } })
