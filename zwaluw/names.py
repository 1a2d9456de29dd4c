"""First and last names of the people in the customer records, by country.

The lists hold what is common in the country, and names of people with other roots, as in life.
First and last names are mixed by chance, all alike. Letters without accents: the records were typed
in by hand.
"""

from __future__ import annotations


def _list(text: str) -> list[str]:
    return [name.strip() for name in text.split("|")]


FIRST_NAMES = {
    "NL": _list("""Aafke|Aisha|Albert|Amina|Anna|Anouk|Anton|Arjen|Astrid|Bart|Bas|Bente|Bilal|Bram|
        Britt|Cas|Chantal|Chris|Daan|Daniel|David|Dennis|Dewi|Dirk|Ebru|Eduard|Elise|Emma|Erik|
        Esther|Eva|Fabian|Fatima|Femke|Fenna|Ferdi|Floor|Floris|Frank|Gerard|Gijs|Guus|Hans|Hassan|
        Henk|Hugo|Ilse|Imke|Ingrid|Irene|Iris|Ivo|Jan|Jasper|Jelle|Jeroen|Jip|Johan|Joost|Joris|
        Judith|Julia|Karim|Kees|Kim|Klaas|Koen|Lars|Laura|Leila|Lisa|Loes|Lotte|Lucas|Luuk|Maarten|
        Malik|Marijn|Martin|Max|Mehmet|Mila|Mirjam|Mohamed|Nadia|Naomi|Niels|Nina|Noor|Omar|Paula|
        Peter|Pieter|Pim|Ravi|Renate|Rik|Robin|Roos|Ruben|Sander|Sanne|Sara|Selma|Sem|Sharda|Sofie|
        Stijn|Sven|Tara|Teun|Thijs|Tim|Vera|Wim|Xin|Yara|Youssef|Zoe"""),
    "BE": _list("""Adam|An|Annelies|Arne|Bart|Bert|Bilal|Bram|Brecht|Camille|Cato|Celine|Daan|
        Dieter|Dirk|Dries|Eline|Elke|Els|Emiel|Emma|Evelien|Fatima|Femke|Filip|Freya|Geert|Gert|Greet|Griet|
        Gunther|Hanne|Hannelore|Hassan|Hilde|Ilse|Imane|Ines|Jan|Jana|Jasper|Jef|Jeroen|Jolien|
        Jonas|Joris|Jozefien|Kaat|Karel|Karim|Katrien|Koen|Kobe|Kristof|Lars|Leen|Lena|Lien|Lies|Lieve|
        Liesbeth|Lode|Lore|Louis|Lucas|Luc|Maarten|Marie|Matteo|Mia|Mohamed|Nadia|Nele|Nico|Nina|
        Noor|Olivier|Pieter|Rune|Ruben|Samira|Seppe|Sien|Sofie|Stijn|Tine|Toon|Veerle|Wannes|Wim|
        Wout|Yasmine|Youssef"""),
    "DE": _list("""Alexander|Andreas|Anja|Anke|Anna|Anton|Ayse|Birgit|Bernd|Carla|Carsten|Christian|
        Claudia|Clara|Daniel|Dieter|Dominik|Elena|Emma|Emre|Fabian|Felix|Finn|Franziska|Frieda|
        Fritz|Gerd|Greta|Hanna|Heike|Heinz|Helga|Henning|Ingo|Ivana|Jana|Jens|Jonas|Julia|Jurgen|
        Kai|Karin|Katja|Klaus|Lars|Lea|Lena|Leon|Leyla|Lukas|Manfred|Marie|Markus|Martina|Matthias|
        Mehmet|Michael|Moritz|Murat|Nils|Nina|Olga|Oskar|Paul|Petra|Philipp|Piotr|Ralf|Rainer|
        Renate|Sabine|Sebastian|Silke|Stefan|Susanne|Sven|Tanja|Thomas|Thorsten|Tobias|Torben|Ulrich|
        Ute|Uwe|Viktor|Walter|Wolfgang|Yusuf|Zeynep"""),
}
LAST_NAMES = {
    "NL": _list("""Abdi|Akkerman|Albers|Ali|Amrani|Bakker|Bakri|Benali|Boersma|Bos|Bosch|Bosman|
        Brouwer|Bruins|Chen|de Boer|de Bruin|de Graaf|de Groot|de Haan|de Jong|de Lange|de Leeuw|
        de Vos|de Vries|de Wit|Dekker|Demir|Dijkstra|Driessen|El Idrissi|Evers|Fernandes|Gerritsen|
        Groen|Haas|Hartman|Hendriks|Hermans|Hoekstra|Hofman|Huisman|Jacobs|Jansen|Kaya|Klein|Kok|
        Koning|Koster|Kowalski|Kramer|Kuiper|Kuipers|Lammers|Lont|Maas|Martens|Meijer|Molenaar|
        Mulder|Nguyen|Nijland|Ozturk|Peters|Pinas|Post|Postma|Prins|Ramdin|Roelofs|Sahin|Sanders|
        Schipper|Scholten|Schouten|Simons|Singh|Smeets|Smit|Smits|Sterk|Timmer|Timmermans|
        van Beek|van Dam|van Dijk|van Leeuwen|van Loon|van Rijn|van Vliet|van de Ven|van den Berg|
        van den Brink|van der Linden|van der Meer|van der Veen|Veenstra|Verbeek|Verhoeven|Vermeulen|
        Visser|Vos|Walraven|Wegman|Willems|Wolters|Yilmaz|Zuidema|Zwart"""),
    "BE": _list("""Adams|Aerts|Amrani|Baert|Benali|Bogaert|Bosmans|Bouazza|Callens|Claes|Claessens|
        Coppens|Cornelis|Cools|Daems|De Backer|De Bock|De Clercq|De Cock|De Meyer|De Pauw|De Ridder|
        De Smet|De Vos|De Wilde|Declercq|Demir|Deprez|Desmet|Devos|Dubois|El Idrissi|Engelen|
        Geerts|Goossens|Hendrickx|Hermans|Heylen|Huybrechts|Jacobs|Janssen|Janssens|Kaya|
        Lambert|Lambrechts|Laurent|Lemmens|Lenaerts|Maes|Martens|Mertens|Michiels|Moens|
        Nguyen|Nowak|Pauwels|Peeters|Petit|Popescu|Roels|Segers|Simons|Singh|Smets|Stevens|
        Thijs|Thys|Timmermans|Van Damme|Van de Velde|Van den Bossche|Van den Broeck|Van Dyck|
        Van Hecke|Vandenberghe|Vandamme|Verbeke|Verbruggen|Verhaegen|Verhelst|Verlinden|Vermeulen|
        Verschueren|Wauters|Willems|Wouters|Yilmaz"""),
    "DE": _list("""Arslan|Aydin|Bauer|Baumann|Becker|Beckmann|Berger|Brandt|Braun|Busch|Celik|Demir|
        Dietrich|Engel|Fischer|Frank|Franke|Friedrich|Fuchs|Graf|Gross|Hahn|Hartmann|Heinrich|
        Herrmann|Hoffmann|Hofmann|Horn|Huber|Jansen|Jung|Kaiser|Kaya|Keller|Klein|Koch|Kowalski|
        Kramer|Krause|Kuhn|Lang|Lange|Lehmann|Lorenz|Ludwig|Maier|Martin|Mayer|Meyer|Neumann|Nguyen|
        Novak|Otto|Peters|Petrov|Pohl|Richter|Roth|Sahin|Sauer|Schmidt|Schmitz|Schneider|Scholz|
        Schreiber|Schubert|Schulte|Schulz|Schumacher|Schuster|Schwarz|Seidel|Simon|Sommer|Stein|
        Thomas|Vogel|Vogt|Wagner|Walter|Weber|Weiss|Wendt|Werner|Winkler|Winter|Wolf|Yildiz|Yilmaz|
        Ziegler|Zimmermann"""),
}
