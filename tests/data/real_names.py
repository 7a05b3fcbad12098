"""How Letterboxd and IMDb spell well-known films, beside the title in MovieLens. Written down by hand, from memory.

Each line: title in MovieLens | Letterboxd's name | its year, where it is not MovieLens' | IMDb's title, where it is not
Letterboxd's | IMDb's original title, where it is another one.
"""

# ruff: noqa: E501 - a table reads best with one film a line

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RealName:
    """One film's names; `movielens` is its title in ml-latest-small."""

    movielens: str
    letterboxd: str
    letterboxd_year: int
    imdb: str
    original: str
    year: int


_LINES = """
Star Wars: Episode IV - A New Hope (1977) | Star Wars | | Star Wars: Episode IV - A New Hope | Star Wars
Star Wars: Episode V - The Empire Strikes Back (1980) | The Empire Strikes Back | | Star Wars: Episode V - The Empire Strikes Back
Star Wars: Episode VI - Return of the Jedi (1983) | Return of the Jedi | | Star Wars: Episode VI - Return of the Jedi
Star Wars: Episode I - The Phantom Menace (1999) | Star Wars: Episode I – The Phantom Menace
Star Wars: Episode II - Attack of the Clones (2002) | Star Wars: Episode II – Attack of the Clones
Star Wars: Episode III - Revenge of the Sith (2005) | Star Wars: Episode III – Revenge of the Sith
Star Wars: Episode VII - The Force Awakens (2015) | Star Wars: The Force Awakens | | Star Wars: Episode VII - The Force Awakens
Star Wars: The Last Jedi (2017) | Star Wars: The Last Jedi | | Star Wars: Episode VIII - The Last Jedi
Rogue One: A Star Wars Story (2016) | Rogue One: A Star Wars Story | | Rogue One
Seven (a.k.a. Se7en) (1995) | Se7en
Raiders of the Lost Ark (Indiana Jones and the Raiders of the Lost Ark) (1981) | Raiders of the Lost Ark | | Indiana Jones and the Raiders of the Lost Ark | Raiders of the Lost Ark
Indiana Jones and the Temple of Doom (1984) | Indiana Jones and the Temple of Doom
Twelve Monkeys (a.k.a. 12 Monkeys) (1995) | Twelve Monkeys | | 12 Monkeys | Twelve Monkeys
Men in Black (a.k.a. MIB) (1997) | Men in Black
Men in Black II (a.k.a. MIIB) (a.k.a. MIB 2) (2002) | Men in Black II
Men in Black III (M.III.B.) (M.I.B.³) (2012) | Men in Black 3 | | Men in Black³ | Men in Black 3
Lord of the Rings: The Fellowship of the Ring, The (2001) | The Lord of the Rings: The Fellowship of the Ring
Lord of the Rings: The Two Towers, The (2002) | The Lord of the Rings: The Two Towers
Lord of the Rings: The Return of the King, The (2003) | The Lord of the Rings: The Return of the King
Dumb & Dumber (Dumb and Dumber) (1994) | Dumb and Dumber
Léon: The Professional (a.k.a. The Professional) (Léon) (1994) | Léon: The Professional | | Léon: The Professional | Léon
Professional, The (Le professionnel) (1981) | The Professional | | The Professional | Le professionnel
Kill Bill: Vol. 1 (2003) | Kill Bill: Vol. 1
Kill Bill: Vol. 2 (2004) | Kill Bill: Vol. 2
Godfather, The (1972) | The Godfather
Godfather: Part II, The (1974) | The Godfather Part II
Godfather: Part III, The (1990) | The Godfather Part III
Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001) | Amélie | | Amélie | Le fabuleux destin d'Amélie Poulain
Willy Wonka & the Chocolate Factory (1971) | Willy Wonka & the Chocolate Factory
Crouching Tiger, Hidden Dragon (Wo hu cang long) (2000) | Crouching Tiger, Hidden Dragon | | Crouching Tiger, Hidden Dragon | Wo hu cang long
Interview with the Vampire: The Vampire Chronicles (1994) | Interview with the Vampire | | Interview with the Vampire: The Vampire Chronicles
Harry Potter and the Sorcerer's Stone (a.k.a. Harry Potter and the Philosopher's Stone) (2001) | Harry Potter and the Philosopher's Stone | | Harry Potter and the Sorcerer's Stone
Harry Potter and the Deathly Hallows: Part 1 (2010) | Harry Potter and the Deathly Hallows: Part 1
Harry Potter and the Deathly Hallows: Part 2 (2011) | Harry Potter and the Deathly Hallows: Part 2
WALL·E (2008) | WALL·E
Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb (1964) | Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb
Life Is Beautiful (La Vita è bella) (1997) | Life Is Beautiful | | Life Is Beautiful | La vita è bella
Spirited Away (Sen to Chihiro no kamikakushi) (2001) | Spirited Away | | Spirited Away | Sen to Chihiro no kamikakushi
Pan's Labyrinth (Laberinto del fauno, El) (2006) | Pan's Labyrinth | | Pan's Labyrinth | El laberinto del fauno
Mission: Impossible (1996) | Mission: Impossible
Mission: Impossible II (2000) | Mission: Impossible II
Mission: Impossible III (2006) | Mission: Impossible III
Mission: Impossible - Ghost Protocol (2011) | Mission: Impossible – Ghost Protocol
Mission: Impossible - Rogue Nation (2015) | Mission: Impossible – Rogue Nation
Mission: Impossible - Fallout (2018) | Mission: Impossible – Fallout
South Park: Bigger, Longer and Uncut (1999) | South Park: Bigger, Longer & Uncut
X-Men (2000) | X-Men
X2: X-Men United (2003) | X2 | | X2: X-Men United | X2
Run Lola Run (Lola rennt) (1998) | Run Lola Run | | Run Lola Run | Lola rennt
City of God (Cidade de Deus) (2002) | City of God | | City of God | Cidade de Deus
Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966) | The Good, the Bad and the Ugly | | The Good, the Bad and the Ugly | Il buono, il brutto, il cattivo
Lock, Stock & Two Smoking Barrels (1998) | Lock, Stock and Two Smoking Barrels
Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan (2006) | Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan | | Borat | Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan
Chronicles of Narnia: The Lion, the Witch and the Wardrobe, The (2005) | The Chronicles of Narnia: The Lion, the Witch and the Wardrobe
Mr. & Mrs. Smith (2005) | Mr. & Mrs. Smith
Naked Gun 33 1/3: The Final Insult (1994) | Naked Gun 33⅓: The Final Insult | | Naked Gun 33 1/3: The Final Insult
Naked Gun 2 1/2: The Smell of Fear, The (1991) | The Naked Gun 2½: The Smell of Fear
Naked Gun: From the Files of Police Squad!, The (1988) | The Naked Gun: From the Files of Police Squad!
Seven Samurai (Shichinin no samurai) (1954) | Seven Samurai | | Seven Samurai | Shichinin no samurai
Wallace & Gromit: The Wrong Trousers (1993) | The Wrong Trousers | | The Wrong Trousers | Wallace & Gromit in The Wrong Trousers
Wallace & Gromit: A Close Shave (1995) | A Close Shave
Grand Day Out with Wallace and Gromit, A (1989) | A Grand Day Out | 1990 | A Grand Day Out
Wallace & Gromit in The Curse of the Were-Rabbit (2005) | Wallace & Gromit: The Curse of the Were-Rabbit
Alien (1979) | Alien
Aliens (1986) | Aliens
Alien³ (a.k.a. Alien 3) (1992) | Alien³ | | Alien³ | Alien 3
Alien: Resurrection (1997) | Alien Resurrection | | Alien Resurrection
M*A*S*H (a.k.a. MASH) (1970) | M*A*S*H | | M*A*S*H | MASH
101 Dalmatians (One Hundred and One Dalmatians) (1961) | One Hundred and One Dalmatians | | 101 Dalmatians | One Hundred and One Dalmatians
101 Dalmatians (1996) | 101 Dalmatians
X-Files: Fight the Future, The (1998) | The X Files | | The X Files
(500) Days of Summer (2009) | (500) Days of Summer | | 500 Days of Summer | (500) Days of Summer
Road Warrior, The (Mad Max 2) (1981) | Mad Max 2 | | Mad Max 2: The Road Warrior | Mad Max 2
Mad Max: Fury Road (2015) | Mad Max: Fury Road
Howl's Moving Castle (Hauru no ugoku shiro) (2004) | Howl's Moving Castle | | Howl's Moving Castle | Hauru no ugoku shiro
Boot, Das (Boat, The) (1981) | Das Boot
Fistful of Dollars, A (Per un pugno di dollari) (1964) | A Fistful of Dollars | | A Fistful of Dollars | Per un pugno di dollari
City of Lost Children, The (Cité des enfants perdus, La) (1995) | The City of Lost Children | | The City of Lost Children | La cité des enfants perdus
Hero (Ying xiong) (2002) | Hero | | Hero | Ying xiong
Postman, The (Postino, Il) (1994) | Il Postino | | The Postman | Il postino
Postman, The (1997) | The Postman
My Neighbor Totoro (Tonari no Totoro) (1988) | My Neighbor Totoro | | My Neighbor Totoro | Tonari no Totoro
Femme Nikita, La (Nikita) (1990) | La Femme Nikita | | La Femme Nikita | Nikita
Evil Dead II (Dead by Dawn) (1987) | Evil Dead II
Evil Dead, The (1981) | The Evil Dead
Lives of Others, The (Das leben der Anderen) (2006) | The Lives of Others | | The Lives of Others | Das Leben der Anderen
Cinema Paradiso (Nuovo cinema Paradiso) (1989) | Cinema Paradiso | 1988 | Cinema Paradiso | Nuovo Cinema Paradiso
Like Water for Chocolate (Como agua para chocolate) (1992) | Like Water for Chocolate | | Like Water for Chocolate | Como agua para chocolate
How the Grinch Stole Christmas (a.k.a. The Grinch) (2000) | How the Grinch Stole Christmas | | How the Grinch Stole Christmas
Ghost in the Shell (Kôkaku kidôtai) (1995) | Ghost in the Shell | | Ghost in the Shell | Kôkaku Kidôtai
Motorcycle Diaries, The (Diarios de motocicleta) (2004) | The Motorcycle Diaries | | The Motorcycle Diaries | Diarios de motocicleta
¡Three Amigos! (1986) | ¡Three Amigos! | | Three Amigos!
Waking Ned Devine (a.k.a. Waking Ned) (1998) | Waking Ned | | Waking Ned Devine | Waking Ned
The Hunger Games: Catching Fire (2013) | The Hunger Games: Catching Fire
Birdman: Or (The Unexpected Virtue of Ignorance) (2014) | Birdman or (The Unexpected Virtue of Ignorance)
Girl with the Dragon Tattoo, The (Män som hatar kvinnor) (2009) | The Girl with the Dragon Tattoo | | The Girl with the Dragon Tattoo | Män som hatar kvinnor
Girl with the Dragon Tattoo, The (2011) | The Girl with the Dragon Tattoo
House of Flying Daggers (Shi mian mai fu) (2004) | House of Flying Daggers | | House of Flying Daggers | Shi mian mai fu
Laputa: Castle in the Sky (Tenkû no shiro Rapyuta) (1986) | Castle in the Sky | | Castle in the Sky | Tenkû no Shiro Rapyuta
Three Colors: Blue (Trois couleurs: Bleu) (1993) | Three Colours: Blue | | Three Colors: Blue | Trois couleurs: Bleu
Three Colors: White (Trzy kolory: Bialy) (1994) | Three Colours: White | | Three Colors: White | Trois couleurs: Blanc
Three Colors: Red (Trois couleurs: Rouge) (1994) | Three Colours: Red | | Three Colors: Red | Trois couleurs: Rouge
Pink Floyd: The Wall (1982) | Pink Floyd: The Wall
Nausicaä of the Valley of the Wind (Kaze no tani no Naushika) (1984) | Nausicaä of the Valley of the Wind | | Nausicaä of the Valley of the Wind | Kaze no tani no Naushika
Ice Age 2: The Meltdown (2006) | Ice Age: The Meltdown
Amores Perros (Love's a Bitch) (2000) | Amores Perros
Triplets of Belleville, The (Les triplettes de Belleville) (2003) | The Triplets of Belleville | | The Triplets of Belleville | Les triplettes de Belleville
And Your Mother Too (Y tu mamá también) (2001) | Y Tu Mamá También | | Y tu mamá también
Déjà Vu (Deja Vu) (2006) | Déjà Vu | | Deja Vu
Downfall (Untergang, Der) (2004) | Downfall | | Downfall | Der Untergang
All About My Mother (Todo sobre mi madre) (1999) | All About My Mother | | All About My Mother | Todo sobre mi madre
Kung Fu Hustle (Gong fu) (2004) | Kung Fu Hustle | | Kung Fu Hustle | Kung Fu
Cowboy Bebop: The Movie (Cowboy Bebop: Tengoku no Tobira) (2001) | Cowboy Bebop: The Movie | | Cowboy Bebop: The Movie | Kaubôi bibappu: Tengoku no tobira
Once Upon a Time in the West (C'era una volta il West) (1968) | Once Upon a Time in the West | | Once Upon a Time in the West | C'era una volta il West
Seventh Seal, The (Sjunde inseglet, Det) (1957) | The Seventh Seal | | The Seventh Seal | Det sjunde inseglet
Rashomon (Rashômon) (1950) | Rashomon | | Rashomon | Rashômon
March of the Penguins (Marche de l'empereur, La) (2005) | March of the Penguins | | March of the Penguins | La marche de l'empereur
Tucker & Dale vs Evil (2010) | Tucker and Dale vs. Evil | | Tucker and Dale vs Evil
Mariachi, El (1992) | El Mariachi
2010: The Year We Make Contact (1984) | 2010 | | 2010: The Year We Make Contact | 2010
Shaolin Soccer (Siu lam juk kau) (2001) | Shaolin Soccer | | Shaolin Soccer | Siu Lam juk kau
Let the Right One In (Låt den rätte komma in) (2008) | Let the Right One In | | Let the Right One In | Låt den rätte komma in
Kiki's Delivery Service (Majo no takkyûbin) (1989) | Kiki's Delivery Service | | Kiki's Delivery Service | Majo no takkyûbin
Nosferatu (Nosferatu, eine Symphonie des Grauens) (1922) | Nosferatu | | Nosferatu | Nosferatu, eine Symphonie des Grauens
Legend of Drunken Master, The (Jui kuen II) (1994) | The Legend of Drunken Master | | The Legend of Drunken Master | Jui kuen II
History of the World: Part I (1981) | History of the World: Part I | | History of the World Part I | History of the World: Part I
Bicycle Thieves (a.k.a. The Bicycle Thief) (a.k.a. The Bicycle Thieves) (Ladri di biciclette) (1948) | Bicycle Thieves | | Bicycle Thieves | Ladri di biciclette
American Wedding (American Pie 3) (2003) | American Wedding
Three Days of the Condor (3 Days of the Condor) (1975) | Three Days of the Condor | | 3 Days of the Condor | Three Days of the Condor
European Vacation (aka National Lampoon's European Vacation) (1985) | National Lampoon's European Vacation
Christmas Vacation (National Lampoon's Christmas Vacation) (1989) | National Lampoon's Christmas Vacation
Animal House (1978) | National Lampoon's Animal House
In the Mood For Love (Fa yeung nin wa) (2000) | In the Mood for Love | | In the Mood for Love | Fa yeung nin wah
8 1/2 (8½) (1963) | 8½
Brotherhood of the Wolf (Pacte des loups, Le) (2001) | Brotherhood of the Wolf | | Brotherhood of the Wolf | Le pacte des loups
Talk to Her (Hable con Ella) (2002) | Talk to Her | | Talk to Her | Hable con ella
1984 (Nineteen Eighty-Four) (1984) | Nineteen Eighty-Four | | 1984 | Nineteen Eighty-Four
Porco Rosso (Crimson Pig) (Kurenai no buta) (1992) | Porco Rosso | | Porco Rosso | Kurenai no buta
Wings of Desire (Himmel über Berlin, Der) (1987) | Wings of Desire | | Wings of Desire | Der Himmel über Berlin
Avengers, The (2012) | The Avengers
Avengers, The (1998) | The Avengers
Avengers: Infinity War - Part I (2018) | Avengers: Infinity War
Guardians of the Galaxy 2 (2017) | Guardians of the Galaxy Vol. 2
Untitled Spider-Man Reboot (2017) | Spider-Man: Homecoming
Fog of War: Eleven Lessons from the Life of Robert S. McNamara, The (2003) | The Fog of War | | The Fog of War
Shall We Dance? (Shall We Dansu?) (1996) | Shall We Dance? | | Shall We Dance? | Shall we dansu?
Shall We Dance? (2004) | Shall We Dance?
Misérables, Les (1995) | Les Misérables
Misérables, Les (1998) | Les Misérables
Misérables, Les (2012) | Les Misérables
Buffalo '66 (a.k.a. Buffalo 66) (1998) | Buffalo '66
Wes Craven's New Nightmare (Nightmare on Elm Street Part 7: Freddy's Finale, A) (1994) | New Nightmare | | Wes Craven's New Nightmare | New Nightmare
Blind Swordsman: Zatoichi, The (Zatôichi) (2003) | Zatoichi | | The Blind Swordsman: Zatoichi | Zatôichi
Sydney (Hard Eight) (1996) | Hard Eight | | Hard Eight
Ong-Bak: The Thai Warrior (Ong Bak) (2003) | Ong-Bak: The Thai Warrior | | Ong Bak: Muay Thai Warrior | Ong-Bak
400 Blows, The (Les quatre cents coups) (1959) | The 400 Blows | | The 400 Blows | Les quatre cents coups
Thirteen Ghosts (a.k.a. Thir13en Ghosts) (2001) | Thir13en Ghosts | | 13 Ghosts | Thir13en Ghosts
Celebration, The (Festen) (1998) | The Celebration | | The Celebration | Festen
Beauty of the Day (Belle de jour) (1967) | Belle de Jour | | Belle de Jour
Das Experiment (Experiment, The) (2001) | The Experiment | | Das Experiment
Killer, The (Die xue shuang xiong) (1989) | The Killer | | The Killer | Dip huet seung hung
Hard-Boiled (Lat sau san taam) (1992) | Hard Boiled | | Hard Boiled | Lat sau san taam
Ringu (Ring) (1998) | Ring | | Ringu
Ring, The (2002) | The Ring
Koyaanisqatsi (a.k.a. Koyaanisqatsi: Life Out of Balance) (1983) | Koyaanisqatsi | 1982 | Koyaanisqatsi
Nine to Five (a.k.a. 9 to 5) (1980) | Nine to Five | | 9 to 5 | Nine to Five
Big Blue, The (Grand bleu, Le) (1988) | The Big Blue | | The Big Blue | Le grand bleu
Solaris (Solyaris) (1972) | Solaris | | Solaris | Solyaris
Solaris (2002) | Solaris
Ponyo (Gake no ue no Ponyo) (2008) | Ponyo | | Ponyo | Gake no ue no Ponyo
Fast and the Furious, The (2001) | The Fast and the Furious
2 Fast 2 Furious (Fast and the Furious 2, The) (2003) | 2 Fast 2 Furious
Fast and the Furious: Tokyo Drift, The (Fast and the Furious 3, The) (2006) | The Fast and the Furious: Tokyo Drift
Fast & Furious (Fast and the Furious 4, The) (2009) | Fast & Furious
Fast Five (Fast and the Furious 5, The) (2011) | Fast Five
Fast & Furious 6 (Fast and the Furious 6, The) (2013) | Fast & Furious 6
Furious 7 (2015) | Furious 7 | | Fast & Furious 7 | Furious 7
Devil's Backbone, The (Espinazo del diablo, El) (2001) | The Devil's Backbone | | The Devil's Backbone | El espinazo del diablo
Elite Squad (Tropa de Elite) (2007) | Elite Squad | | Elite Squad | Tropa de Elite
Hunt, The (Jagten) (2012) | The Hunt | | The Hunt | Jagten
Spring, Summer, Fall, Winter... and Spring (Bom yeoreum gaeul gyeoul geurigo bom) (2003) | Spring, Summer, Fall, Winter... and Spring
9 1/2 Weeks (Nine 1/2 Weeks) (1986) | Nine 1/2 Weeks | | 9½ Weeks | Nine 1/2 Weeks
Brüno (Bruno) (2009) | Brüno
Open Your Eyes (Abre los ojos) (1997) | Open Your Eyes | | Open Your Eyes | Abre los ojos
Dead Alive (Braindead) (1992) | Braindead | | Dead Alive | Braindead
Re-Animator (1985) | Re-Animator
Women on the Verge of a Nervous Breakdown (Mujeres al borde de un ataque de nervios) (1988) | Women on the Verge of a Nervous Breakdown
Hate (Haine, La) (1995) | La Haine | | La haine
My Life in Pink (Ma vie en rose) (1997) | My Life in Pink | | Ma vie en rose
Black Cat, White Cat (Crna macka, beli macor) (1998) | Black Cat, White Cat | | Black Cat, White Cat | Crna macka, beli macor
Ready to Wear (Pret-A-Porter) (1994) | Prêt-à-Porter | | Ready to Wear | Prêt-à-Porter
First Blood (Rambo: First Blood) (1982) | First Blood | | Rambo: First Blood | First Blood
Rambo: First Blood Part II (1985) | Rambo: First Blood Part II | | Rambo: First Blood - Part II | Rambo: First Blood Part II
Rambo III (1988) | Rambo III
Rambo (Rambo 4) (2008) | Rambo
Farewell My Concubine (Ba wang bie ji) (1993) | Farewell My Concubine | | Farewell My Concubine | Ba wang bie ji
Raise the Red Lantern (Da hong deng long gao gao gua) (1991) | Raise the Red Lantern | | Raise the Red Lantern | Da hong denglong gaogao gua
The Raid: Redemption (2011) | The Raid | | The Raid: Redemption | Serbuan maut
Supercop (Police Story 3: Supercop) (Jing cha gu shi III: Chao ji jing cha) (1992) | Police Story 3: Super Cop | | Supercop | Ging chat goo si 3: Chiu kup ging chat
Irreversible (Irréversible) (2002) | Irreversible | | Irreversible | Irréversible
Unleashed (Danny the Dog) (2005) | Unleashed | | Unleashed
Infernal Affairs (Mou gaan dou) (2002) | Infernal Affairs | | Infernal Affairs | Mou gaan dou
Breathless (À bout de souffle) (1960) | Breathless | | Breathless | À bout de souffle
Aguirre: The Wrath of God (Aguirre, der Zorn Gottes) (1972) | Aguirre, the Wrath of God | | Aguirre, the Wrath of God | Aguirre, der Zorn Gottes
Jet Li's Fearless (Huo Yuan Jia) (2006) | Fearless | | Fearless | Huo yuanjia
Orphanage, The (Orfanato, El) (2007) | The Orphanage | | The Orphanage | El orfanato
Manon of the Spring (Manon des sources) (1986) | Manon of the Spring | | Manon of the Spring | Manon des Sources
Ocean's Eleven (a.k.a. Ocean's 11) (1960) | Ocean's Eleven | | Ocean's 11
Ocean's Eleven (2001) | Ocean's Eleven
Ocean's Twelve (2004) | Ocean's Twelve
Dracula (1931) | Dracula
Horror of Dracula (Dracula) (1958) | Dracula | | Horror of Dracula | Dracula
Dracula (1979) | Dracula
Dracula (Bram Stoker's Dracula) (1992) | Bram Stoker's Dracula
Frankenstein (1931) | Frankenstein
Mary Shelley's Frankenstein (Frankenstein) (1994) | Mary Shelley's Frankenstein
King Kong (1933) | King Kong
King Kong (1976) | King Kong
King Kong (2005) | King Kong
Fly, The (1958) | The Fly
Fly, The (1986) | The Fly
Thing, The (1982) | The Thing
Thing, The (2011) | The Thing
Thing from Another World, The (1951) | The Thing from Another World
Psycho (1960) | Psycho
Psycho (1998) | Psycho
Monty Python's Life of Brian (1979) | Life of Brian | | Life of Brian | Monty Python's Life of Brian
Monty Python's The Meaning of Life (1983) | The Meaning of Life | | The Meaning of Life | Monty Python's The Meaning of Life
Monty Python and the Holy Grail (1975) | Monty Python and the Holy Grail
Sunset Blvd. (a.k.a. Sunset Boulevard) (1950) | Sunset Boulevard | | Sunset Boulevard | Sunset Blvd.
Planes, Trains & Automobiles (1987) | Planes, Trains and Automobiles
Terminator 2: Judgment Day (1991) | Terminator 2: Judgment Day
Terminator, The (1984) | The Terminator
Precious (2009) | Precious
Gladiator (2000) | Gladiator
Gladiator (1992) | Gladiator
Crash (1996) | Crash
Crash (2004) | Crash | 2005 | Crash
Old Boy (2003) | Oldboy | | Oldboy | Oldeuboi
Illusionist, The (2006) | The Illusionist
Beauty and the Beast (1991) | Beauty and the Beast
Beauty and the Beast (2017) | Beauty and the Beast
Jungle Book, The (1967) | The Jungle Book
Jungle Book, The (1994) | The Jungle Book
The Jungle Book (2016) | The Jungle Book
RoboCop (1987) | RoboCop
RoboCop (2014) | RoboCop
Total Recall (1990) | Total Recall
Total Recall (2012) | Total Recall
True Grit (1969) | True Grit
True Grit (2010) | True Grit
Parent Trap, The (1961) | The Parent Trap
Parent Trap, The (1998) | The Parent Trap
War of the Worlds, The (1953) | The War of the Worlds
Day the Earth Stood Still, The (1951) | The Day the Earth Stood Still
Day the Earth Stood Still, The (2008) | The Day the Earth Stood Still
Good Will Hunting (1997) | Good Will Hunting
Rocky IV (1985) | Rocky IV
Rocky V (1990) | Rocky V
AVP: Alien vs. Predator (2004) | AVP: Alien vs. Predator | | Alien vs. Predator | AVP: Alien vs. Predator
E.T. the Extra-Terrestrial (1982) | E.T. the Extra-Terrestrial
Moulin Rouge (2001) | Moulin Rouge!
Airplane! (1980) | Airplane!
I Heart Huckabees (2004) | I ♥ Huckabees | | I Heart Huckabees | I ♥ Huckabees
Pi (1998) | Pi | | Pi | π
eXistenZ (1999) | eXistenZ
Fahrenheit 9/11 (2004) | Fahrenheit 9/11
Insomnia (1997) | Insomnia
Insomnia (2002) | Insomnia
Lolita (1962) | Lolita
Lolita (1997) | Lolita
Cape Fear (1962) | Cape Fear
Cape Fear (1991) | Cape Fear
Dawn of the Dead (1978) | Dawn of the Dead
Dawn of the Dead (2004) | Dawn of the Dead
Halloween (1978) | Halloween
Halloween (2007) | Halloween
Carrie (1976) | Carrie
Carrie (2013) | Carrie
Italian Job, The (1969) | The Italian Job
Italian Job, The (2003) | The Italian Job
Ladykillers, The (1955) | The Ladykillers
Ladykillers, The (2004) | The Ladykillers
Fargo (1996) | Fargo
Face/Off (1997) | Face/Off
Persona (1966) | Persona
Stalker (1979) | Stalker
Come and See (Idi i smotri) (1985) | Come and See | | Come and See | Idi i smotri
Ran (1985) | Ran
Yojimbo (1961) | Yojimbo | | Yojimbo | Yôjinbô
Ikiru (1952) | Ikiru
Tokyo Story (Tôkyô monogatari) (1953) | Tokyo Story | | Tokyo Story | Tôkyô monogatari
M (1931) | M | | M | M - Eine Stadt sucht einen Mörder
Metropolis (1927) | Metropolis
Metropolis (2001) | Metropolis | | Metropolis | Metoroporisu
Secret of NIMH, The (1982) | The Secret of NIMH
What's Eating Gilbert Grape (1993) | What's Eating Gilbert Grape
Who Framed Roger Rabbit? (1988) | Who Framed Roger Rabbit
Sex, Lies, and Videotape (1989) | sex, lies, and videotape | | Sex, Lies, and Videotape
Synecdoche, New York (2008) | Synecdoche, New York
9 (2009) | 9
[REC] (2007) | [REC]
[REC]² (2009) | [REC]²
Saw II (2005) | Saw II
Hellboy II: The Golden Army (2008) | Hellboy II: The Golden Army
Batman (1989) | Batman
Batman: Mask of the Phantasm (1993) | Batman: Mask of the Phantasm
"""


def real_names() -> list[RealName]:
    """All of the table."""
    return [_name(line) for line in _LINES.strip().splitlines()]


def _name(line: str) -> RealName:
    movielens, letterboxd, *more = (part.strip() for part in line.split("|"))
    letterboxd_year, imdb, original = (*more, "", "", "")[:3]
    match = re.search(r"\((\d{4})\)$", movielens)
    assert match, line
    year = int(match[1])
    imdb = imdb or letterboxd
    return RealName(movielens, letterboxd, int(letterboxd_year or year), imdb, original or imdb, year)
