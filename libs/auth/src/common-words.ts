/*
 * What passwords that are guessed first are built of: the words that stand behind the top of every published list of leaked
 * passwords (numbers and signs around them taken off, written in small letters), walks over the keyboard that are no plain
 * row, and the words people of a clinic reach for. Rows, alphabets, repetitions and years are found by rule instead.
 */
const LEAKED = `
  password passwort passw0rd passwd pass login welcome willkommen admin administrator root guest user access master
  letmein secret changeme default temporary temp test testing tester hello iloveyou ilove loveyou love lovely baby
  babygirl angel princess prince queen king dragon monkey tiger lion panther eagle hawk falcon bear wolf horse pony
  puppy kitty kitten dolphin butterfly flower sunflower rainbow sunshine moonlight starlight shadow ghost killer
  hunter ranger soldier warrior knight ninja pirate wizard merlin gandalf hobbit phoenix matrix trinity zion cookie
  chocolate cheese banana orange apple cherry strawberry pepper ginger vanilla coffee whiskey tequila football
  soccer baseball basketball hockey golf tennis cricket player jordan michael michelle jennifer jessica ashley
  amanda nicole daniel david thomas robert charlie george harley thunder lightning storm summer winter spring
  autumn holiday christmas birthday sunday monday tuesday wednesday thursday friday saturday january february march
  april june july august september october november december today tomorrow forever always family mother father
  brother sister friend friends london paris berlin newyork chelsea arsenal liverpool barcelona madrid yankees
  cowboys steelers lakers superman batman spiderman pokemon pikachu starwars yoda mustang corvette ferrari porsche
  mercedes computer internet windows microsoft google facebook samsung iphone android office company business
  freedom america canada england germany jesus christ heaven blessed trustno1 whatever nothing something fuckyou
  fuckoff asshole bitch biteme qazwsx qazwsxedc qwaszx zaqxsw asdqwe qweasd qweasdzxc 1qaz2wsx zaq12wsx 1q2w3e4r5t6y
  1q2w3e4r5t 1q2w3e4r 1q2w3e q1w2e3r4t5 q1w2e3r4 q1w2e3 a1b2c3d4 a1b2c3 abc123 aa123456 azertyuiop azerty qwertz
  qwertzuiop
`;

const CLINICAL = `
  clinic klinik clinica clinique hospital praxis practice surgery doctor doktor physician nurse nursing patient
  patients reception receptionist frontdesk billing auditor medical medicine health healthcare care therapy dental
  dentist pharmacy emergency ambulance appointment calendar treatment radiology laboratory
`;

/** In small letters, the longest first, so that none is taken for a part of it. */
export const commonWords: readonly string[] = `${LEAKED} ${CLINICAL}`
  .trim()
  .split(/\s+/)
  .sort((one, other) => other.length - one.length);
