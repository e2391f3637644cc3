import type { RouteObject } from 'react-router';
import { codeOf } from '#code';
import type { FeatureDeps } from '#feature';
import { paths } from '#paths';
import { signInAction, signOutAction } from './sign-in.data.ts';

/** The door: sign in, sign out, choose a password by a link. */
export const signInFeature = ({ api }: FeatureDeps): RouteObject[] => [
  {
    path: paths.signIn(),
    action: signInAction(api),
    lazy: { Component: codeOf(async () => (await import('./sign-in.page.tsx')).SignInPage) },
  },
  {
    path: paths.invitation,
    lazy: codeOf(async () => ({
      Component: (await import('./invitation.page.tsx')).createInvitationPage(api),
    })),
  },
  { path: paths.signOut, action: signOutAction(api) },
];
