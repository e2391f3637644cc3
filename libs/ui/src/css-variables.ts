// Positions and lengths reach the style sheet as custom properties through the style object, never as a style attribute
// (content security policy); React's type knows only the named properties.
declare module 'react' {
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}

export {};
