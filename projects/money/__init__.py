"""资金: issued, allocated, paid; 衔接配套, 金融支持 and 社会力量公益性项目 (notice, 二（五）, 三（六）, 三（七）)."""
