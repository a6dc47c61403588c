"""A tiny ESCO in the shape of release 1.2, and writers of zips and CSV files."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

E = "http://data.europa.eu/esco"
WELDER, NURSE, WELD, TIG, METAL, GROUP, TOP = (
    f"{E}/occupation/w",
    f"{E}/occupation/n",
    f"{E}/skill/weld",
    f"{E}/skill/tig",
    f"{E}/skill/metal",
    f"{E}/skill/S1.1",
    f"{E}/skill/S1",
)

CLASSIFICATION = {
    "occupations_en.csv": [
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,definition,description,code",
        f'Occupation,{WELDER},7212,welder,"welding operative\nMAG welder",,released,,"Joins metal,\nby heat.",7212.1',
        f"Occupation,{NURSE},2221,nurse,,,released,,Nurses.,2221.1",
    ],
    "skills_en.csv": [
        "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,description",
        f'KnowledgeSkillCompetence,{WELD},skill/competence,sector-specific,weld,"join by welding",,released,Weld.',
        f"KnowledgeSkillCompetence,{TIG},,occupation-specific,weld with TIG,,,released,TIG.",
        f"KnowledgeSkillCompetence,{METAL},knowledge,sector-specific,types of metal,,,released,Metals.",
    ],
    "ISCOGroups_en.csv": [
        "conceptType,conceptUri,code,preferredLabel,status,altLabels,description",
        # as a spreadsheet program leaves it: the zero of 011 is gone from the code
        f"ISCOGroup,{E}/isco/C011,11,Commissioned officers,released,,",
        f"ISCOGroup,{E}/isco/C721,721,Welders,released,,",
        f"ISCOGroup,{E}/isco/C7212,7212,Welders and flame cutters,released,,",
    ],
    "skillGroups_en.csv": [
        "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,description,code",
        f"SkillGroup,{TOP},working with metal,,,released,,S1",
        f"SkillGroup,{GROUP},joining metal,,,released,,S1.1",
    ],
    "dictionary_en.csv": ["filename,data header,property,description", "a,b,c,d"],
    "greenSkillsCollection_en.csv": [
        "conceptType,conceptUri,preferredLabel,status,broaderConceptUri",
        f"KnowledgeSkillCompetence,{WELD},weld,released,{GROUP} | {TOP}",
    ],
}
RELATIONS = {
    "occupationSkillRelations_en.csv": [
        "occupationUri,occupationLabel,relationType,skillType,skillUri,skillLabel",
        f"{WELDER},welder,essential,skill/competence,{WELD},weld",
        f"{WELDER},welder,optional,knowledge,{METAL},types of metal",
        f"{E}/occupation/gone,gone,optional,knowledge,{METAL},types of metal",
    ],
    "skillSkillRelations_en.csv": [
        "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri",
        f"{METAL},knowledge,optional,skill/competence,{WELD}",
    ],
    "broaderRelationsSkillPillar_en.csv": [
        "conceptType,conceptUri,conceptLabel,broaderType,broaderUri,broaderLabel",
        f"KnowledgeSkillCompetence,{WELD},weld,SkillGroup,{GROUP},joining metal",
        f"KnowledgeSkillCompetence,{TIG},tig,KnowledgeSkillCompetence,{WELD},weld",
        f"SkillGroup,{GROUP},joining metal,SkillGroup,{TOP},working with metal",
    ],
    "broaderRelationsOccPillar_en.csv": [
        "conceptType,conceptUri,conceptLabel,broaderType,broaderUri,broaderLabel",
        f"Occupation,{WELDER},welder,ISCOGroup,{E}/isco/C7212,Welders and flame cutters",
        f"ISCOGroup,{E}/isco/C7212,Welders,ISCOGroup,{E}/isco/C721,Welders",
    ],
}
GERMAN = {
    "occupations_de.csv": [
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,definition,description,code",
        f"Occupation,{WELDER},7212,Schweißer/Schweißerin,Schweißfacharbeiter,,released,,Verbindet Metall.,7212.1",
    ],
}


def write_zip(path: Path, files: dict[str, list[str]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, lines in files.items():
            archive.writestr(name, "\ufeff" + "\n".join(lines) + "\n")
    return path


def write_csv(path: Path, rows: list[list[str]], encoding: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path
