import { names } from './name-culture.ts';
import type { NameCulture } from './name-culture.ts';

const english: NameCulture = {
  language: 'en',
  weight: { US: 30, DE: 3 },
  female: names(
    'Emma|Olivia|Charlotte|Amelia|Harper|Evelyn|Abigail|Grace|Hazel|Ruth|Dorothy|Margaret|Shirley|Latoya|Imani|Keisha|Brianna|Savannah|Marjorie|Beatrice',
  ),
  male: names(
    'Liam|Noah|James|Henry|Theodore|Samuel|Walter|Raymond|Marcus|Darnell|Jamal|Tyrone|Caleb|Wyatt|Gregory|Stanley|Howard|Will|Ellis|Dwayne',
  ),
  family: names(
    "Smith|Johnson|Whitaker|Holloway|Pemberton|Ashworth|Calloway|Fairbanks|Thornton|Blackwood|Merriweather|Jefferson|Booker|Hawkins|Mayfield|Sinclair|Abernathy|Lockhart|Prescott|Stratton|O'Dell|Washington|Underhill|Featherstone",
  ),
};

const irish: NameCulture = {
  language: 'en',
  weight: { US: 5, DE: 1 },
  female: names('Siobhán|Aoife|Niamh|Caoimhe|Maeve|Saoirse|Róisín|Bridget'),
  male: names('Seán|Ciarán|Pádraig|Oisín|Declan|Fionn|Tadhg|Eoin'),
  family: names(
    "O'Brien|O'Sullivan|O’Connor|Ní Dhomhnaill|McCarthy|Mac Giolla Phádraig|Fitzgerald|Ó Súilleabháin|D'Arcy",
  ),
};

const german: NameCulture = {
  language: 'de',
  weight: { US: 3, DE: 44 },
  female: names(
    'Anna|Katharina|Johanna|Lieselotte|Hannelore|Ursula|Käthe|Sabine|Änne|Frieda|Mathilda|Leonie|Birgit|Renate|Heike|Greta',
  ),
  male: names(
    'Jürgen|Hans-Peter|Karl-Heinz|Günther|Björn|Matthias|Lukas|Jörg|Emil|Friedrich|Uwe|Sönke|Maximilian|Götz|Ralf|Anton',
  ),
  family: names(
    'Müller|Schröder|Weiß|von Amsberg|Köhler|Großmann|Bäcker|Schäfer|Brandt|zu Hohenfels|Lindner|Vogelsang|Düring|Winkelmann|Haßlinger|Meyer-Landrut|Ziegler|Kühn|Behrens|Oßwald|Petersen|Krüger',
  ),
};

const dutch: NameCulture = {
  language: 'nl',
  weight: { US: 2, DE: 3 },
  female: names('Lieke|Sanne|Femke|Annelies|Mieke|Fleur'),
  male: names('Joost|Sem|Daan|Willem|Thijs|Pieter-Jan'),
  family: names("van der Meer|de Vries|van 't Hoff|ten Brinke|IJsselstein|van den Berg|op den Akker"),
};

const french: NameCulture = {
  language: 'fr',
  weight: { US: 3, DE: 2 },
  female: names('Célestine|Zoé|Anaïs|Hélène|Françoise|Maëlle|Léa'),
  male: names('Noé|François|Loïc|Jérôme|Étienne|Jean-Baptiste|Théo'),
  family: names("Delacroix|L'Hermitte|de la Fontaine|Lefèvre|Bénoît|D'Aubigné|Fournier|Ibáñez-Moreau"),
};

const spanish: NameCulture = {
  language: 'es',
  weight: { US: 15, DE: 3 },
  female: names(
    'María José|Lucía|Guadalupe|Ximena|Inés|Soledad|Marisol|Concepción|Yolanda|Valentina|Ángeles',
  ),
  male: names('José Luis|Ángel|Jesús|Íñigo|Rubén|Santiago|Raúl|Adrián|Óscar|Mateo|Héctor'),
  family: names(
    'García|Muñoz|Castellanos|de la Cruz|Fernández|Ibáñez|Peña|Rodríguez|Treviño|Núñez|del Río|Vázquez|Ordóñez|Quiñones',
  ),
  form: 'double',
};

const portuguese: NameCulture = {
  language: 'pt',
  weight: { US: 3, DE: 2 },
  female: names('Conceição|Inês|Beatriz|Luzia|Antónia'),
  male: names('João|Davi|Simão|Tomé|Gonçalo'),
  family: names('dos Santos|Gonçalves|da Silva Araújo|Magalhães|Brandão|e Souza'),
};

const italian: NameCulture = {
  language: 'it',
  weight: { US: 4, DE: 3 },
  female: names('Giulia|Chiara|Nicolò Maria|Assunta|Fiorella'),
  male: names('Gino|Niccolò|Salvatore|Pasquale|Luca'),
  family: names("Ferrante|D'Angelo|Dell'Acqua|De Luca|Marchetti|Lo Presti"),
};

const nordic: NameCulture = {
  language: 'sv',
  weight: { US: 2, DE: 2 },
  female: names('Åsa|Astrid|Linnéa|Maj-Britt|Sølvi'),
  male: names('Björn|Håkan|Algot|Øystein|Søren'),
  family: names('Åkerström|Lindgren|Sørlie|Ødegård|Nygård|Kierkegård|Strandbæk'),
};

const icelandic: NameCulture = {
  language: 'is',
  weight: { US: 1, DE: 1 },
  female: names('Þórdís|Guðrún|Sæunn|Ásta'),
  male: names('Þór|Guðmundur|Ægir|Sigurður'),
  family: names('Hjálmarsson|Guðmundsson|Þorsteinsson|Björnsson'),
  familyFemale: names('Hjálmarsdóttir|Guðmundsdóttir|Þorsteinsdóttir|Björnsdóttir'),
};

const polish: NameCulture = {
  language: 'pl',
  weight: { US: 4, DE: 7 },
  female: names('Małgorzata|Agnieszka|Wiktoria|Grażyna|Łucja'),
  male: names('Łukasz|Zdzisław|Jędrzej|Stanisław|Bogusław'),
  family: names('Brzęczyszczykiewicz|Wiśniewski|Zieliński|Kowalczyk|Dąbrowski|Żółkiewski'),
  familyFemale: names('Brzęczyszczykiewicz|Wiśniewska|Zielińska|Kowalczyk|Dąbrowska|Żółkiewska'),
};

const czech: NameCulture = {
  language: 'cs',
  weight: { US: 1, DE: 2 },
  female: names('Jitka|Zdeňka|Markéta|Božena'),
  male: names('Ota|Jiří|Řehoř|Vojtěch'),
  family: names('Novák|Dvořák|Říha|Šťastný'),
  familyFemale: names('Nováková|Dvořáková|Říhová|Šťastná'),
};

const hungarian: NameCulture = {
  language: 'hu',
  weight: { US: 1, DE: 1 },
  female: names('Erzsébet|Zsófia|Réka'),
  male: names('György|Lőrinc|Zsolt'),
  family: names('Szűcs|Nagy-György|Őry|Kovács'),
};

const welsh: NameCulture = {
  language: 'cy',
  weight: { US: 1, DE: 0.5 },
  female: names('Siân|Llinos|Angharad'),
  male: names('Rhys|Llŷr|Ieuan'),
  family: names('ap Rhydderch|Llewellyn|ferch Gwilym|Pryce-Jones'),
};

const russian: NameCulture = {
  language: 'ru',
  weight: { US: 4, DE: 6 },
  female: names('Юлия|Светлана|Надежда|Алёна|Екатерина'),
  male: names('Фёдор|Дмитрий|Аркадий|Юрий|Всеволод'),
  family: names('Верескин|Щербаков|Соловьёв|Лебедев|Достоевцев'),
  familyFemale: names('Верескина|Щербакова|Соловьёва|Лебедева|Достоевцева'),
};

const ukrainian: NameCulture = {
  language: 'uk',
  weight: { US: 2, DE: 4 },
  female: names('Оксана|Соломія|Ївга|Ганна'),
  male: names('Тарас|Юхим|Андрій|Євген'),
  family: names('Шевчук|Ґалаґан|Підгірний|Кравець'),
  familyFemale: names('Шевчук|Ґалаґан|Підгірна|Кравець'),
};

const greek: NameCulture = {
  language: 'el',
  weight: { US: 2, DE: 3 },
  female: names('Δήμητρα|Ευαγγελία|Ζωή|Άννα'),
  male: names('Γεώργιος|Παναγιώτης|Ηλίας|Άγγελος'),
  family: names('Παπακωστόπουλος|Οικονόμου|Χατζηιωάννου|Ξενάκης'),
  familyFemale: names('Παπακωστοπούλου|Οικονόμου|Χατζηιωάννου|Ξενάκη'),
};

export const namesOfEurope: readonly NameCulture[] = [
  ...[english, irish, german, dutch, french, spanish, portuguese, italian, nordic, icelandic],
  ...[polish, czech, hungarian, welsh, russian, ukrainian, greek],
];
