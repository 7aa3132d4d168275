# On any machine: docker build -t facegen . && docker run -p 7860:7860 -v facegen:/home/user/.cache/facegen facegen
FROM python:3.11-slim

RUN useradd --create-home --uid 1000 user
USER user
ENV HOME=/home/user \
    PATH=/home/user/.local/bin:/usr/local/bin:/usr/bin:/bin \
    GRADIO_SERVER_NAME=0.0.0.0 \
    GRADIO_SERVER_PORT=7860 \
    GRADIO_TEMP_DIR=/tmp/gradio \
    FACEGEN_HOME=/home/user/.cache/facegen \
    HF_HOME=/home/user/.cache/facegen/huggingface \
    PYTHONUNBUFFERED=1
# a volume of this name is then the user's own
RUN mkdir -p /home/user/.cache/facegen
WORKDIR /home/user/app

# torch as PyPI has it; with --build-arg TORCH_INDEX=ADDRESS its build of another index, such as
# PyTorch's own of builds without CUDA, which are a tenth of the size.
ARG TORCH_INDEX=
COPY --chown=user requirements.txt .
RUN python -m pip install --no-cache-dir --user ${TORCH_INDEX:+--extra-index-url $TORCH_INDEX} -r requirements.txt
COPY --chown=user . .

EXPOSE 7860
CMD ["python", "app.py"]
