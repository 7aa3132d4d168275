"""What pyproject.toml has no word for: `checkpoints/` is packaged as `facegen/_checkpoints/`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["facegen", "facegen.*"]), "facegen._checkpoints"],
    package_dir={"facegen._checkpoints": "checkpoints"},
    package_data={
        "": ["**/*.css", "**/*.html", "**/*.js", "py.typed"],
        "facegen.vendored": ["vendored.json", "*/*"],
        "facegen.answers.story": ["first_faces.json"],
        "facegen.data": ["bundled_faces/*"],
        "facegen.ui.latent": ["local/*", "local/kernels/*"],
        "facegen._checkpoints": ["**/*"],
    },
)
