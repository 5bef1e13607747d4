"""A small table of Syrian places for tests: coordinates from GeoNames (CC BY 4.0), kinds ours."""



from __future__ import annotations

HEADER = (
    "place_id,name,name_ar,variants,kind,lon,lat,governorate,geonames_id,coordinate_source,precision_m,note"
)

ROWS = """\
aleppo,Aleppo,حلب,Halab|Halep,city,37.1611,36.2012,Aleppo,170063,GeoNames 170063,500,
aleppo-governorate,Aleppo Governorate,محافظة حلب,Aleppo province,governorate,37.5,36.25,Aleppo,,estimated: centre,60000,
hama,Hama,حماة,Hamah|Hama city,city,36.7578,35.1318,Hama,170017,GeoNames 170017,500,
hama-military-airport,Hama Military Airport,مطار حماة العسكري,,airfield,36.7124,35.1181,Hama,,estimated: runway,500,
homs,Homs,حمص,Hims,city,36.7234,34.7268,Homs,169577,GeoNames 169577,500,
jabal-zayn-al-abidin,Jabal Zayn al-Abidin,جبل زين العابدين,,mountain,36.767,35.203,Hama,,estimated: summit,1000,
kafraa,Kafraa,كفراع,Kafr Ra'a,village,36.87,35.2,Hama,,estimated: map,1500,
khan-shaykhun,Khan Shaykhun,خان شيخون,Khan Sheikhoun,town,36.6511,35.4418,Idlib,169376,GeoNames 169376,500,
maardes,Maardes,معردس,Maardis,village,36.8211,35.2508,Hama,,estimated: map,800,
al-majdal-hama,al-Majdal,المجدل,,village,36.53,35.2,Hama,,estimated: map,1500,
al-majdal-homs,al-Majdal,المجدل,,village,36.6,34.8,Homs,,estimated: map,1500,
north-hama-countryside,North Hama countryside,ريف حماة الشمالي,,countryside,36.75,35.3,Hama,,estimated: middle,20000,
qamhana,Qamhana,قمحانة,Qomhana,town,36.7364,35.2017,Hama,,estimated: map,800,
al-samaqiyat,al-Samaqiyat,السماقيات,,village,36.85,35.22,Hama,,estimated: map,1500,
al-samaqiyat-daraa,al-Samaqiyat,السماقيات,,village,36.3,32.4,Daraa,,estimated: map,1500,
taybat-al-imam,Taybat al-Imam,طيبة الإمام,,town,36.7135,35.2652,Hama,,estimated: map,800,
"""

CSV = f"{HEADER}\n{ROWS}"
