// What Vite makes of files that are not scripts.

declare module '*?url' {
  const url: string;
  export default url;
}

declare module '*?worker&url' {
  const url: string;
  export default url;
}

declare module '*.css?inline' {
  const text: string;
  export default text;
}

declare module '*.css' {}
